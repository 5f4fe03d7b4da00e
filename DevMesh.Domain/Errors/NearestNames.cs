namespace DevMesh.Domain.Errors;

/// <summary>Finds what a misspelt name was probably meant to be, for error messages.</summary>
public static class NearestNames
{
    /// <summary>
    /// The known names that a few typing errors would turn into <paramref name="name"/> or that start like it, nearest
    /// first; empty when none is near.
    /// </summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known, int most = 3)
    {
        // A name as long as a page is no typing error, and the distance costs the product of both lengths.
        if (name.Length is 0 or > 64)
        {
            return [];
        }

        int tolerated = Math.Max(2, name.Length / 3);
        return known
            .Select(each => (Name: each, Distance: IsBeginning(name, each) ? 1 : Distance(name, each)))
            .Where(each => each.Distance <= tolerated && each.Distance < each.Name.Length)
            .OrderBy(each => each.Distance)
            .ThenBy(each => each.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(each => each.Name)
            .ToList();
    }

    private static bool IsBeginning(string name, string known) =>
        name.Length >= 3 && known.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Edits (insert, delete, replace) from one to the other, in any case: Levenshtein 1966.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
