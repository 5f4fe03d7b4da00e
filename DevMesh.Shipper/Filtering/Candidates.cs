using System.Buffers;
using System.Text;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// The rules that can take the entries of one service, identifier and level. Their message_contains are looked for together in
/// one pass first: most messages hold none of them, and then the rules that ask for one need not be tried.
/// </summary>
internal sealed class Candidates
{
    private readonly int[] _all;
    private readonly int[] _withoutParts;
    private readonly SearchValues<string>? _parts;

    /// <param name="indexes">First to last.</param>
    public Candidates(IReadOnlyList<FilterRule> rules, int[] indexes)
    {
        _all = indexes;
        _withoutParts = [.. indexes.Where(each => !AsksForParts(rules[each].Match.Message))];
        IEnumerable<string> asked = indexes.Except(_withoutParts).SelectMany(each => rules[each].Match.Message!.Contains);
        string[] parts = [.. asked.Select(AsBytes).Distinct(StringComparer.Ordinal)];
        _parts = parts.Length == 0 ? null : SearchValues.Create(parts, StringComparison.Ordinal);
    }

    /// <summary>Indexes of the rules that may take a message, first to last.</summary>
    public ReadOnlySpan<int> For(ReadOnlySpan<byte> message, MessageText text) =>
        _parts is null || text.BytesOf(message).ContainsAny(_parts) ? _all : _withoutParts;

    private static bool AsksForParts(MessageMatch? message) => message is { Contains.Count: > 0, IgnoreCase: false };

    /// <summary>The bytes of the text as characters 0 to 255, as <see cref="MessageText.BytesOf"/> gives the message.</summary>
    private static string AsBytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
