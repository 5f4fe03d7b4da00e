using System.Text.Json;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.Http.Responses;

/// <summary>A log as every list and search answers it.</summary>
internal record LogResponse(
    long Id, DateTime Timestamp, DateTime ReceivedAt, string Node, string Service, Level Level, string Message, long? TemplateId)
{
    public static LogResponse Of(LogEvent log) =>
        new(log.Id, log.Timestamp, log.ReceivedAt, log.Node, log.Service, log.Level, log.Message, log.TemplateId);
}

/// <summary>A log as GET /logs/{id} answers it.</summary>
/// <param name="Fields">One JSON object, or null.</param>
/// <param name="Flags">Names of flags; empty when there is none.</param>
internal sealed record LogDetailResponse(
    long Id,
    DateTime Timestamp,
    DateTime ReceivedAt,
    string Node,
    string Service,
    Level Level,
    string Message,
    long? TemplateId,
    string? Cursor,
    JsonElement? Fields,
    IReadOnlyList<string> Flags)
    : LogResponse(Id, Timestamp, ReceivedAt, Node, Service, Level, Message, TemplateId)
{
    public static new LogDetailResponse Of(LogEvent log) =>
        new(
            log.Id,
            log.Timestamp,
            log.ReceivedAt,
            log.Node,
            log.Service,
            log.Level,
            log.Message,
            log.TemplateId,
            log.Cursor,
            log.Fields is null ? null : JsonElement.Parse(log.Fields),
            FlagNames(log.Flags));

    private static List<string> FlagNames(EventFlags flags) =>
        Enum.GetValues<EventFlags>()
            .Where(each => each != EventFlags.None && flags.HasFlag(each))
            .Select(each => JsonNamingPolicy.SnakeCaseLower.ConvertName(each.ToString()))
            .ToList();
}

/// <summary>A page of logs, newest first.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
/// <param name="Partial">True when a limit on time or text ended it before the page was full.</param>
internal sealed record LogPageResponse(IReadOnlyList<LogResponse> Results, string? NextCursor, bool Partial)
{
    public static LogPageResponse Of(LogPage page) =>
        new(page.Logs.Select(LogResponse.Of).ToList(), page.Next is { } next ? LogCursor.Encode(next) : null, page.Partial);
}

/// <summary>The logs of a node around one, oldest first, that one among them.</summary>
internal sealed record LogContextResponse(long Id, IReadOnlyList<LogResponse> Results)
{
    public static LogContextResponse Of(LogEvent log, IReadOnlyList<LogEvent> around) =>
        new(log.Id, around.Select(LogResponse.Of).ToList());
}
