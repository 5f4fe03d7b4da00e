using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Nodes;
using DevMesh.Domain.Stats;
using DevMesh.Domain.Templates;
using DevMesh.Functions.Monitoring;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Monitoring;

public sealed class MetricsReportTests : IDisposable
{
    private readonly AppMetrics _metrics = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
    private readonly Mock<IStatsReader> _stats = new();
    private readonly Mock<INodeReader> _nodes = new();
    private readonly TemplateCatalog _catalog = new(Mock.Of<ITemplateStore>());
    private readonly MetricsReport _report;

    public MetricsReportTests()
    {
        IGatewayStatus gateway = Mock.Of<IGatewayStatus>(each => each.Report() == new GatewayReport("degraded", null, null));
        _report = new MetricsReport(_metrics, _catalog, gateway, _stats.Object, _nodes.Object, _time);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _catalog.Dispose();
    }

    [Fact]
    public async Task Without_the_database_the_rest_is_told()
    {
        _stats.Setup(stats => stats.ReadAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new StoreUnavailableException("down", new TimeoutException()));
        _metrics.Answered("Health", 503, TimeSpan.FromMilliseconds(7));

        PrometheusScrape scrape = await ScrapeAsync();

        Assert.Equal(0, scrape["devmesh_database_up"]);
        Assert.Equal(1, scrape["devmesh_gateway_degraded"]);
        Assert.Equal(0, scrape["devmesh_http_request_duration_seconds_bucket{function=\"Health\",status=\"503\",le=\"0.005\"}"]);
        Assert.Equal(1, scrape["devmesh_http_request_duration_seconds_bucket{function=\"Health\",status=\"503\",le=\"0.01\"}"]);
        Assert.DoesNotContain("devmesh_logs", scrape.Families);
    }

    [Fact]
    public async Task The_database_is_asked_again_once_its_answer_is_old()
    {
        _stats.Setup(stats => stats.ReadAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new StoreStats(5, 1, 2, [], [], [
            new TimerStats("templates", _time.GetUtcNow().UtcDateTime, _time.GetUtcNow().UtcDateTime.AddSeconds(-30), "done",
                new TimerProgress(7, 3, 1, null, _time.GetUtcNow().UtcDateTime)),
        ]));
        _nodes.Setup(nodes => nodes.ListAsync(It.IsAny<DateTime>(), It.IsAny<CancellationToken>())).ReturnsAsync([
            NodeStatus.Pending("a\"b\\c") with { LastReceivedAt = _time.GetUtcNow().UtcDateTime.AddSeconds(-90) },
        ]);

        PrometheusScrape scrape = await ScrapeAsync();
        _time.Advance(MetricsReport.Fresh - TimeSpan.FromTicks(1));
        await ScrapeAsync();
        _stats.Verify(stats => stats.ReadAsync(It.IsAny<CancellationToken>()), Times.Once);
        _time.Advance(TimeSpan.FromTicks(1));
        await ScrapeAsync();
        _stats.Verify(stats => stats.ReadAsync(It.IsAny<CancellationToken>()), Times.Exactly(2));

        Assert.Equal((5, 1), (scrape["devmesh_logs"], scrape["devmesh_logs_without_template"]));
        Assert.Equal(30, scrape["devmesh_timer_finished_age_seconds{job=\"templates\"}"]);
        Assert.Equal(3, scrape["devmesh_timer_left{job=\"templates\"}"]);
        Assert.Equal(90, scrape["devmesh_node_lag_seconds{node=\"a\\\"b\\\\c\"}"]);
    }

    private async Task<PrometheusScrape> ScrapeAsync() => new(await _report.WriteAsync(default));
}
