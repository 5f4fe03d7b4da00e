using System.Buffers;

namespace DevMesh.Domain.Embeddings;

/// <summary>
/// Brings the forms of an English word together (restart, restarts, restarted, restarting) by cutting the endings that log
/// messages use. Light on purpose: it must be fast and map equal things to equal things; the result need not be a word.
/// </summary>
internal static class Stemmer
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    /// <summary>Stems a lower-case word in place.</summary>
    /// <returns>The length of the stem; the rest of the span is left as it was.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length <= 3)
        {
            return word.Length;
        }

        if (Irregular(word) is { } stem)
        {
            stem.CopyTo(word);
            return stem.Length;
        }

        int length = WithoutPlural(word);
        length = WithoutVerbEnding(word, length);
        Span<char> rest = word[..length];
        if (length >= 7 && (rest.EndsWith("tion") || rest.EndsWith("sion")))
        {
            length -= 3; // connection and connected, allocation and allocate
        }

        // After the cut: stopp(ed) is stop, and restor(ed) is restore. Applied to every word, so that both forms meet.
        if (length >= 4 && word[length - 1] == word[length - 2] && !IsVowel(word[length - 1]))
        {
            length--;
        }

        if (length >= 4 && word[length - 1] == 'e')
        {
            length--;
        }

        return length;
    }

    private static string? Irregular(ReadOnlySpan<char> word) => word switch
    {
        "failure" or "failures" => "fail",
        "denial" or "denials" => "deny",
        "sent" => "send",
        "lost" => "los",
        _ => null,
    };

    private static int WithoutPlural(Span<char> word)
    {
        int length = word.Length;
        if (word[^1] != 's' || word.EndsWith("ss") || word.EndsWith("us") || word.EndsWith("is"))
        {
            return length;
        }

        if (length > 4 && word.EndsWith("ies"))
        {
            word[length - 3] = 'y'; // retries, retry
            return length - 2;
        }

        return word.EndsWith("sses") || word.EndsWith("ches") || word.EndsWith("shes") || word.EndsWith("xes")
            ? length - 2
            : length - 1;
    }

    private static int WithoutVerbEnding(Span<char> word, int length)
    {
        Span<char> rest = word[..length];
        if (length > 4 && rest.EndsWith("ied"))
        {
            rest[length - 3] = 'y'; // denied, deny
            return length - 2;
        }

        if (rest.EndsWith("ing") && length >= 6 && HasVowel(rest[..^3]))
        {
            return length - 3;
        }

        if (rest.EndsWith("ed") && !rest.EndsWith("eed") && length >= 4)
        {
            return length >= 5 && HasVowel(rest[..^2]) ? length - 2 : length - 1;
        }

        return length;
    }

    private static bool HasVowel(ReadOnlySpan<char> word) => word.ContainsAny(Vowels);

    private static bool IsVowel(char letter) => Vowels.Contains(letter);
}
