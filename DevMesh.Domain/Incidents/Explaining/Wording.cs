using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>Sentences about events. What a log says is quoted, cut, and made printable.</summary>
internal static class Wording
{
    private const int MostQuoted = 180;

    /// <summary>When and where, and what was logged.</summary>
    public static string Tell(PackEvent each) => each.Thing.Kind switch
    {
        UnusualKind.Silence or UnusualKind.ErrorBurst => $"{each.At:HH:mm:ss} {each.Thing.Text}",
        _ => $"{each.At:HH:mm:ss} {Place(each)}: {Quote(each.Line)}{Times(each)}",
    };

    public static string Place(PackEvent each) => each.Service.Length == 0 ? each.Node : $"{each.Node}, {each.Service}";

    public static string Quote(PackLog line) => $"\"{Cut(Printable.Of(line.Message))}\"";

    public static string Times(PackEvent each) =>
        each.Count > 1 ? $" ({each.Count} times until {each.Thing.Until:HH:mm:ss})" : "";

    public static string Span(EvidencePack pack) =>
        pack.Subject.Window.Since.Date == pack.Subject.Window.Until.Date
            ? $"{pack.Subject.Window.Since:yyyy-MM-dd HH:mm} to {pack.Subject.Window.Until:HH:mm} UTC"
            : $"{pack.Subject.Window.Since:yyyy-MM-dd HH:mm} to {pack.Subject.Window.Until:yyyy-MM-dd HH:mm} UTC";

    public static string Where(EvidencePack pack) =>
        pack.Subject.Nodes.Count == 0 ? "the fleet" : string.Join(", ", pack.Subject.Nodes);

    private static string Cut(string text) => text.Length <= MostQuoted ? text : text[..MostQuoted] + "…";
}
