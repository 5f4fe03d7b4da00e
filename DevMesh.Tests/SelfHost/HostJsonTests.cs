using System.Text.Json;
using DevMesh.Functions.SelfHost;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.SelfHost;

public sealed class HostJsonTests
{
    [Fact]
    public void An_empty_file_has_the_defaults_of_the_Functions_host()
    {
        HostJson host = HostJson.Parse("{}");
        Assert.Equal("api", host.RoutePrefix);
        Assert.Null(host.MaxOutstandingRequests);
        Assert.Null(host.MaxConcurrentRequests);
        Assert.Empty(host.LogLevels);
    }

    [Fact]
    public void The_projects_own_file_has_no_prefix_and_limits_requests()
    {
        HostJson host = HostJson.Read();
        Assert.Equal("", host.RoutePrefix);
        Assert.Equal((256, 64), (host.MaxOutstandingRequests, host.MaxConcurrentRequests));
        Assert.Equal(LogLevel.Information, host.LogLevels["default"]);
    }

    /// <summary>At its end the Functions host kills the worker, and a run may be given up to a day with BACKFILL_RUN_LIMIT.</summary>
    [Fact]
    public void The_projects_own_file_sets_no_limit_to_a_run()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Repository.File("DevMesh.Functions/host.json")));
        Assert.Equal("-1", file.RootElement.GetProperty("functionTimeout").GetString());
    }

    [Fact]
    public void Everything_that_is_read_can_be_given()
    {
        HostJson host = HostJson.Parse(
            """
            {
              "extensions": { "http": { "routePrefix": "/v1/", "maxOutstandingRequests": -1, "maxConcurrentRequests": 3, "hsts": {} } },
              "logging": { "logLevel": { "default": "warning", "DevMesh.Functions": "Debug" } }, // and what is not read
              "functionTimeout": "00:10:00",
            }
            """);
        Assert.Equal("v1", host.RoutePrefix);
        Assert.Equal((null, 3), (host.MaxOutstandingRequests, host.MaxConcurrentRequests));
        Assert.Equal((LogLevel.Warning, LogLevel.Debug), (host.LogLevels["default"], host.LogLevels["DevMesh.Functions"]));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"extensions":{"http":{"routePrefix":5}}}""")]
    [InlineData("""{"extensions":{"http":{"maxConcurrentRequests":"many"}}}""")]
    [InlineData("""{"extensions":{"http":{"maxConcurrentRequests":0}}}""")]
    [InlineData("""{"extensions":{"http":{"maxOutstandingRequests":1.5}}}""")]
    [InlineData("""{"logging":{"logLevel":{"default":"loud"}}}""")]
    [InlineData("""{"logging":{"logLevel":{"default":5}}}""")]
    public void What_cannot_be_meant_is_refused_by_the_files_name(string json) =>
        Assert.StartsWith("host.json: ", Assert.Throws<SelfHostException>(() => HostJson.Parse(json)).Message, StringComparison.Ordinal);
}
