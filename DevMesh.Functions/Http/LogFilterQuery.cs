using DevMesh.Domain.Logs;

namespace DevMesh.Functions.Http;

/// <summary>The filters that every list and search of logs takes.</summary>
internal static class LogFilterQuery
{
    /// <summary>How long a service's name may be, as the database holds it.</summary>
    public const int MaxServiceLength = 255;

    public static LogFilter Read(RequestQuery query)
    {
        LogFilter filter = new(
            query.Node("node"),
            query.Text("service", MaxServiceLength),
            query.Level("level"),
            query.Time("since"),
            query.Time("until"),
            query.Long("template_id", 1, long.MaxValue),
            query.Text("contains"));
        if (filter is { Since: { } since, Until: { } until } && since >= until)
        {
            query.Fail("until", "is not after since", "a time after since");
        }

        return filter;
    }
}
