using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DevMesh.Functions.SelfHost;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace DevMesh.Tests.MariaDb;

/// <summary>A program that is older than its database, as after a rollback without the backup.</summary>
public sealed class NewerSchemaTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    public Task InitializeAsync() =>
        database.ExecuteAsync(
            "INSERT IGNORE INTO schema_migrations (number, name, checksum) VALUES (998, '998_later', REPEAT('0', 64))");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_app_says_so_takes_nothing_and_tells_senders_to_wait()
    {
        Dictionary<string, string> values = new() { ["MARIADB_CONNECTION"] = database.ConnectionString, ["DEVMESH_PORT"] = "0" };
        await using WebApplication app = SelfHostProgram.Build(
            SettingsReader.Read(values).Settings, name => SettingsReader.TextOf(name, values));
        await app.StartAsync();
        using HttpClient http = new() { BaseAddress = new Uri(app.Urls.Single()) };

        JsonElement schema;
        do
        {
            using HttpResponseMessage health = await http.GetAsync("/health");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
            JsonElement answer = await health.Content.ReadFromJsonAsync<JsonElement>();
            schema = answer.GetProperty("dependencies").EnumerateArray()
                .Single(each => each.GetProperty("name").ValueEquals("schema"));
        }
        while (schema.GetProperty("detail").ValueEquals("migrations have not run yet"));

        Assert.Contains("the database has migration 998", schema.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using HttpResponseMessage sent = await http.PostAsJsonAsync("/ingest/logs", new
        {
            node = "gpu-node",
            logs = new[] { new { timestamp = DateTime.UtcNow.ToString("O"), message = "disk failed" } },
        });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, sent.StatusCode);
        Assert.True(sent.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Contains("store-unavailable", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await database.ScalarAsync<int>("SELECT COUNT(*) FROM log_events"));
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("retention")]
    public async Task A_verb_says_so_in_a_line(string verb)
    {
        (int code, string output, string error) = await Verb.RunAsync(database.ConnectionString, [verb]);
        Assert.Equal((1, ""), (code, output));
        Assert.Matches("^the database has migration 998, this program knows [0-9]{3}: it is older than its database\n$", error);
    }
}
