using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>
/// Reads what a question is about: its time, and the nodes and services that it names among those that are known.
/// </summary>
public sealed class QuestionReader(IPackReader reader, ILogReader logs, TimeProvider clock)
{
    /// <summary>What is looked at when nothing names a time.</summary>
    public static readonly TimeSpan DefaultLength = TimeSpan.FromHours(1);

    /// <summary>A restart is told by what came before it, too.</summary>
    private static readonly TimeSpan BeforeBoot = TimeSpan.FromMinutes(10);

    public async Task<IncidentSubject> ReadAsync(IncidentQuestion question, CancellationToken ct)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        IReadOnlyList<string> nodes = question.Node is { } node
            ? [node]
            : KnownNames.Nodes(question.Text, await reader.NodesAsync(ct));
        IReadOnlyList<string> services = question.Service is { } service
            ? [service]
            : KnownNames.Services(question.Text, await reader.ServicesAsync(ct));
        FoundTime? found = TimePhrases.Find(question.Text, now);
        string? phrase = found is null ? null
            : string.Join(' ', found.Phrases.OrderBy(part => part.At)
            .Select(part => question.Text.Substring(part.At, part.Length).Trim()));
        string topic = found is null ? question.Text.Trim() : Without(question.Text, found.Phrases);
        (TimeWindow window, WindowSource source) = await WindowAsync(question, found, nodes, now, ct);
        return new IncidentSubject(question, window, source, phrase, nodes, services, topic);
    }

    private async Task<(TimeWindow, WindowSource)> WindowAsync(
        IncidentQuestion question, FoundTime? found, IReadOnlyList<string> nodes, DateTime now, CancellationToken ct)
    {
        if (question.Since is not null || question.Until is not null)
        {
            DateTime until = question.Until ?? (question.Since > now ? question.Since.Value + DefaultLength : now);
            return (new TimeWindow(question.Since ?? until - DefaultLength, until), WindowSource.Given);
        }

        if (found?.Boot is { } words && await BootAsync(words, nodes, found.Window?.Until ?? now, ct) is { } boot
            && !(boot < found.Window?.Since))
        {
            return (new TimeWindow(boot - BeforeBoot, now), WindowSource.Boot);
        }

        return found?.Window is { } window
            ? (window, WindowSource.Question)
            : (new TimeWindow(now - DefaultLength, now), WindowSource.Default);
    }

    /// <summary>The last start of the machine that is said to have rebooted; of a service there is none.</summary>
    private async Task<DateTime?> BootAsync(string words, IReadOnlyList<string> nodes, DateTime until, CancellationToken ct)
    {
        IReadOnlyList<string> named = KnownNames.Nodes(words, await reader.NodesAsync(ct));
        if (named.Count == 0 && KnownNames.Services(words, await reader.ServicesAsync(ct)).Count > 0)
        {
            return null;
        }

        return await LastBootAsync(named.Concat(nodes).FirstOrDefault(), until, ct);
    }

    private async Task<DateTime?> LastBootAsync(string? node, DateTime now, CancellationToken ct)
    {
        IReadOnlyList<long> templates = await reader.BootTemplatesAsync(ct);
        var newest = await logs.NewestOfTemplatesAsync(templates, new LogFilter(Node: node).EndingBy(now), each: 1, ct);
        return newest.Count == 0 ? null : newest.Values.Max(found => found[0].Timestamp);
    }

    private static string Without(string text, IReadOnlyList<(int At, int Length)> phrases) =>
        string.Join(' ', Blanks.Over(text, phrases).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
