using DevMesh.Domain.Logs;

namespace DevMesh.Functions.Http;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="After">Where the page before ended; null for the first.</param>
internal sealed record PageQuery(int Limit, LogPosition? After)
{
    public const int DefaultLimit = 20;

    private const string AcceptedCursor = "the next_cursor of an earlier answer, unchanged";

    public static PageQuery Read(RequestQuery query, QueryLimits limits) => new(ReadLimit(query, limits), ReadCursor(query));

    public static int ReadLimit(RequestQuery query, QueryLimits limits) =>
        query.Int("limit", DefaultLimit, 1, limits.MaxLimit, "QUERY_MAX_LIMIT");

    private static LogPosition? ReadCursor(RequestQuery query)
    {
        string? text = query.Value("cursor", AcceptedCursor);
        if (text is null)
        {
            return null;
        }

        if (LogCursor.TryDecode(text, out LogPosition position))
        {
            return position;
        }

        query.Fail("cursor", "is no cursor of a list of logs", AcceptedCursor);
        return null;
    }
}
