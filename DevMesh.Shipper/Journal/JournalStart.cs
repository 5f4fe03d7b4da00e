using System.Globalization;

namespace DevMesh.Shipper.Journal;

/// <summary>Where the first start of all begins, when there is no cursor yet.</summary>
/// <param name="Back">How far back from now, for <see cref="JournalStartKind.Back"/>.</param>
internal sealed record JournalStart(JournalStartKind Kind, TimeSpan Back = default)
{
    public const string Accepted = "now, boot (this boot), all, or a span back from now such as 30m, 24h or 7d";

    public static readonly JournalStart All = new(JournalStartKind.All);
    public static readonly JournalStart Boot = new(JournalStartKind.Boot);
    public static readonly JournalStart Now = new(JournalStartKind.Now);

    /// <returns>Null when the text is none of <see cref="Accepted"/>.</returns>
    public static JournalStart? Parse(string text) => text switch
    {
        "all" => All,
        "boot" => Boot,
        "now" => Now,
        _ => Span(text) is { } back ? new JournalStart(JournalStartKind.Back, back) : null,
    };

    private static TimeSpan? Span(string text)
    {
        if (text.Length < 2 || !ushort.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort count))
        {
            return null;
        }

        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        };
    }
}

internal enum JournalStartKind
{
    All,
    Boot,
    Now,
    Back,
}
