using DevMesh.Domain.Logs;

namespace DevMesh.Functions.Http;

/// <summary>The filters that every list and search of logs takes.</summary>
internal static class LogFilterQuery
{
    /// <summary>How long a service's name may be, as the database holds it.</summary>
    public const int MaxServiceLength = 255;

    /// <param name="now">Where a list without an end is taken to end, for its range.</param>
    public static LogFilter Read(RequestQuery query, QueryLimits limits, DateTime now)
    {
        LogFilter filter = new(
            query.Node("node"),
            query.Text("service", MaxServiceLength),
            query.Level("level"),
            query.Time("since"),
            query.Time("until"),
            query.Long("template_id", 1, long.MaxValue),
            query.Text("contains", limits.MaxLength, "QUERY_MAX_LENGTH"));
        if (filter is { Since: { } since, Until: { } until } && since >= until)
        {
            query.Fail("until", "is not after since", "a time after since");
        }

        if (limits.MaxRange is { } range)
        {
            CheckRange(query, filter, range, now);
        }

        return filter;
    }

    private static void CheckRange(RequestQuery query, LogFilter filter, TimeSpan range, DateTime now)
    {
        const string limit = "QUERY_MAX_RANGE";
        long maximum = (long)range.TotalSeconds;
        string accepted = $"a time at most {maximum} seconds before until ({limit})";
        if (filter.Since is not { } since)
        {
            query.Fail("since", "is missing", accepted, limit, maximum);
        }
        else if ((filter.Until ?? now) - since > range)
        {
            query.Fail("since", "is too long before until", accepted, limit, maximum);
        }
    }
}
