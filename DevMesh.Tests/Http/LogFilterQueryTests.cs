using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Http;

namespace DevMesh.Tests.Http;

public sealed class LogFilterQueryTests
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void No_parameters_restrict_nothing() => Assert.Equal(LogFilter.None, Read(""));

    [Fact]
    public void Every_parameter_restricts()
    {
        LogFilter filter = Read(
            "node=gpu-node&service=ssh.service&level=err&since=2026-11-22T00:00:00Z&until=2026-11-22T01:00:00Z&template_id=7&contains=Failed%20100%25");
        DateTime midnight = new(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(
            new LogFilter("gpu-node", "ssh.service", Level.Err, midnight, midnight.AddHours(1), 7, "Failed 100%"), filter);
    }

    [Theory]
    [InlineData("node=-%2F-", "node")]
    [InlineData("level=9", "level")]
    [InlineData("since=yesterday", "since")]
    [InlineData("until=", "until")]
    [InlineData("template_id=0", "template_id")]
    [InlineData("since=2026-11-22T00:00:00Z&until=2026-11-22T00:00:00Z", "until")]
    [InlineData("since=2026-11-22T00:00:00Z&until=2026-11-21T00:00:00Z", "until")]
    [InlineData("nod=a", "nod")]
    public void A_wrong_one_is_named(string query, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidRequestException>(() => Read(query)).Field);

    [Fact]
    public void A_service_longer_than_the_database_holds_is_refused()
    {
        Assert.Equal(255, Read("service=" + new string('s', 255)).Service?.Length);
        Assert.Throws<InvalidRequestException>(() => Read("service=" + new string('s', 256)));
    }

    [Theory]
    [InlineData("since=2026-11-22T11:00:00Z", null)]
    [InlineData("since=2026-11-22T10:59:59.999999Z", "since: is too long before until; accepted: a time at most 3600 seconds before until (QUERY_MAX_RANGE)")]
    [InlineData("since=2026-11-20T10:00:00Z&until=2026-11-20T11:00:00Z", null)]
    [InlineData("since=2026-11-20T10:00:00Z&until=2026-11-20T11:00:01Z", "since: is too long before until; accepted: a time at most 3600 seconds before until (QUERY_MAX_RANGE)")]
    [InlineData("until=2026-11-20T11:00:00Z", "since: is missing; accepted: a time at most 3600 seconds before until (QUERY_MAX_RANGE)")]
    [InlineData("", "since: is missing; accepted: a time at most 3600 seconds before until (QUERY_MAX_RANGE)")]
    public void A_range_may_be_limited(string query, string? message)
    {
        InvalidRequestException? refused =
            (InvalidRequestException?)Record.Exception(() => Read(query, new QueryLimits(1024, 1000, TimeSpan.FromHours(1))));
        Assert.Equal((message, message is null ? null : "QUERY_MAX_RANGE"), (refused?.Message, refused?.Limit));
        Assert.Equal(message is null ? null : 3600, refused?.Maximum);
    }

    private static LogFilter Read(string query) => Read(query, QueryLimits.Default);

    private static LogFilter Read(string query, QueryLimits limits) =>
        RequestQuery.Read(TestRequest.WithQuery(query), each => LogFilterQuery.Read(each, limits, Noon));
}
