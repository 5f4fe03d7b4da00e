using System.Globalization;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Faults;

/// <summary>
/// Messages that carry their number, so that the table can be compared with what was sent without asking anything that is under
/// test. Every fortieth begins a kind that was not there before; each has one value, an address of its own.
/// </summary>
/// <param name="series">A word that no other series has, nor any of its templates.</param>
internal sealed class NumberedLogs(string series)
{
    private const int PerKind = 40;
    private const string Opening = "job ";

    public string Message(int number) =>
        $"{Opening}{number} of {Kind(number)} ended on 10.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}";

    /// <summary>The template that the message must have, by the published rules: what varies is a placeholder, words stay.</summary>
    public string Template(int number) => $"{Opening}<number> of {Kind(number)} ended on <ip>";

    /// <returns>The number of a message; null for one that is not of this kind.</returns>
    public static int? NumberOf(string message)
    {
        int end = message.StartsWith(Opening, StringComparison.Ordinal) ? message.IndexOf(' ', Opening.Length) : -1;
        return end > 0 && int.TryParse(message.AsSpan(Opening.Length, end - Opening.Length), CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
    }

    private string Kind(int number) => $"{series} {PlainWord.Of(number / PerKind)}";
}
