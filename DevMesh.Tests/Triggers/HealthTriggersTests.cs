using System.Net;
using DevMesh.Domain.Health;
using DevMesh.Functions.Triggers;
using DevMesh.Tests.SelfHost;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace DevMesh.Tests.Triggers;

public sealed class HealthTriggersTests
{
    [Theory]
    [InlineData(HealthStatus.Ok, HealthStatus.Ok, HttpStatusCode.OK, "ok")]
    [InlineData(HealthStatus.Ok, HealthStatus.Down, HttpStatusCode.OK, "degraded")]
    [InlineData(HealthStatus.Down, HealthStatus.Ok, HttpStatusCode.ServiceUnavailable, "down")]
    public async Task Only_without_the_database_is_the_server_down(
        HealthStatus database, HealthStatus gateway, HttpStatusCode code, string status)
    {
        await using RunningHost host = await StartAsync(Check("database", true, database), Check("gateway", false, gateway));
        HttpResponseMessage response = await host.Client.GetAsync("api/health");
        Assert.Equal(code, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            $$"""
            {"status":"{{status}}","dependencies":[{"name":"database","status":"{{Word(database)}}","detail":"of database"},{"name":"gateway","status":"{{Word(gateway)}}","detail":"of gateway"}]}
            """,
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_takes_no_parameters()
    {
        await using RunningHost host = await StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.GetAsync("api/health?deep=true")).StatusCode);
    }

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();

    private static Task<RunningHost> StartAsync(params IHealthCheck[] checks) =>
        RunningHost.StartAsync([typeof(HealthTriggers)], "{}", builder =>
        {
            builder.Services.AddSingleton<HealthService>();
            foreach (IHealthCheck check in checks)
            {
                builder.Services.AddSingleton(check);
            }
        });

    private static IHealthCheck Check(string name, bool essential, HealthStatus status)
    {
        Mock<IHealthCheck> mock = new();
        mock.SetupGet(each => each.Name).Returns(name);
        mock.SetupGet(each => each.IsEssential).Returns(essential);
        mock.Setup(each => each.CheckAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new HealthReport(status, "of " + name));
        return mock.Object;
    }
}
