using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Http;

namespace DevMesh.Tests.Http;

public sealed class LogFilterQueryTests
{
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

    private static LogFilter Read(string query) => RequestQuery.Read(TestRequest.WithQuery(query), LogFilterQuery.Read);
}
