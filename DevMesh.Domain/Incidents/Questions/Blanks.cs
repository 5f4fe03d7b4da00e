namespace DevMesh.Domain.Incidents.Questions;

internal static class Blanks
{
    /// <summary>The text with blanks in these places, of the same length.</summary>
    public static string Over(string text, IEnumerable<(int At, int Length)> places)
    {
        char[] kept = text.ToCharArray();
        foreach ((int at, int length) in places)
        {
            kept.AsSpan(at, length).Fill(' ');
        }

        return new string(kept);
    }
}
