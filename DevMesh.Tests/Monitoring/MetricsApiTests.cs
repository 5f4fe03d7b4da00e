using System.Net;
using System.Text.RegularExpressions;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Monitoring;

public sealed class MetricsApiTests : IAsyncLifetime
{
    private readonly TestApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_was_done_shows_in_the_numbers()
    {
        string time = DateTime.UtcNow.ToString("O");
        await _app.IngestAsync("gpu-node", new { timestamp = time, message = "disk 7 failed" }, new { timestamp = time, message = "ok" });
        await _app.IngestAsync(
            "gpu-node", new { timestamp = time, message = "disk 7 failed" }, new { timestamp = time, message = "disk 8 failed" }, new { });
        await _app.GetAsync("/search/logs?query=disk");
        Assert.Equal(HttpStatusCode.BadRequest, (await _app.Http.GetAsync("/search/logs")).StatusCode);

        PrometheusScrape scrape = await ScrapeAsync();

        Assert.Equal(3, scrape["devmesh_ingest_logs_total{result=\"stored\"}"]);
        Assert.Equal(1, scrape["devmesh_ingest_logs_total{result=\"duplicate\"}"]);
        Assert.Equal(1, scrape["devmesh_ingest_logs_total{result=\"rejected\"}"]);
        Assert.Equal(0, scrape["devmesh_ingest_batch_logs_bucket{le=\"1\"}"]);
        Assert.Equal(2, scrape["devmesh_ingest_batch_logs_bucket{le=\"10\"}"]);
        Assert.Equal(2, scrape["devmesh_ingest_batch_logs_bucket{le=\"+Inf\"}"]);
        Assert.Equal(5, scrape["devmesh_ingest_batch_logs_sum"]);
        Assert.Equal(2, scrape["devmesh_http_request_duration_seconds_count{function=\"IngestLogs\",status=\"200\"}"]);
        Assert.Equal(1, scrape["devmesh_http_request_duration_seconds_count{function=\"SearchLogs\",status=\"200\"}"]);
        Assert.Equal(1, scrape["devmesh_http_request_duration_seconds_count{function=\"SearchLogs\",status=\"400\"}"]);
        Assert.Equal(2, scrape["devmesh_template_cache_total{result=\"miss\"}"]);
        Assert.Equal(1, scrape["devmesh_template_cache_total{result=\"hit\"}"]);
        Assert.Equal((0, 0), (scrape["devmesh_gateway_configured"], scrape["devmesh_gateway_degraded"]));
        Assert.Equal((1, 3, 2), (scrape["devmesh_database_up"], scrape["devmesh_logs"], scrape["devmesh_templates"]));
        Assert.InRange(scrape["devmesh_node_lag_seconds{node=\"gpu-node\"}"], -5, 60);
    }

    [Fact]
    public async Task A_bucket_counts_all_that_is_at_most_as_large()
    {
        await _app.GetAsync("/nodes");
        PrometheusScrape scrape = await ScrapeAsync();
        double[] buckets = [.. scrape.Keys
            .Where(key => key.StartsWith("devmesh_http_request_duration_seconds_bucket{function=\"ListNodes\"", StringComparison.Ordinal))
            .Select(key => scrape[key])];
        Assert.Equal(12, buckets.Length);
        Assert.Equal(buckets.Order(), buckets);
        Assert.Equal(1, buckets[^1]);
    }

    [Fact]
    public async Task What_the_database_tells_is_asked_for_once_in_a_while()
    {
        await _app.IngestAsync("gpu-node", new { timestamp = DateTime.UtcNow.ToString("O"), message = "one" });
        Assert.Equal(1, (await ScrapeAsync())["devmesh_logs"]);
        await _app.IngestAsync("gpu-node", new { timestamp = DateTime.UtcNow.ToString("O"), message = "two" });
        PrometheusScrape second = await ScrapeAsync();
        Assert.Equal((1, 2), (second["devmesh_logs"], second["devmesh_ingest_logs_total{result=\"stored\"}"]));
    }

    [Fact]
    public async Task The_docs_name_every_metric_and_no_other()
    {
        await _app.IngestAsync("gpu-node", new { timestamp = DateTime.UtcNow.ToString("O"), message = "one" });
        string docs = await File.ReadAllTextAsync(Repository.File("docs/operations.md"));
        string section = docs[docs.IndexOf("\n## Metrics", StringComparison.Ordinal)..];
        string table = section[..section.IndexOf("| be warned when", StringComparison.Ordinal)];
        string alerts = section[table.Length..];
        HashSet<string> families = (await ScrapeAsync()).Families;
        Assert.Equal(families.Order(StringComparer.Ordinal), NamesIn(table).Order(StringComparer.Ordinal));
        Assert.True(NamesIn(alerts).Count >= 6);
        Assert.Subset(families, NamesIn(alerts));
    }

    private static HashSet<string> NamesIn(string text) =>
        [.. Regex.Matches(text, "devmesh_[a-z_]+", RegexOptions.NonBacktracking).Select(match => match.Value)];

    private async Task<PrometheusScrape> ScrapeAsync()
    {
        using HttpResponseMessage response = await _app.Http.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return new PrometheusScrape(await response.Content.ReadAsStringAsync());
    }
}
