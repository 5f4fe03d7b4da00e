using System.Data.Common;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Dapper;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

/// <summary>A backup, put into a fresh database, is the same store: an app on it gives the same answers.</summary>
public sealed class RestoreTests(TemporaryFolder folder) : IClassFixture<TemporaryFolder>, IAsyncLifetime
{
    private const string Query = "query=connection+failed+10.1.2.3&limit=20";

    private static readonly string[] Paths =
    [
        "/logs?limit=100", "/logs?contains=%F0%9F%94%A5", "/logs?node=gpu-node&level=err", $"/search/logs?{Query}",
        $"/search/templates?{Query}&examples=5", "/search/logs?query=out+of+memory&node=web", "/templates?sort=count", "/stats",
    ];

    /// <summary>What differs from one moment to the next: how long it took, and when background work last ran.</summary>
    private static readonly string[] OfTheMoment = ["took_ms", "timers"];

    private readonly TestApp _stored = new();
    private readonly TestApp _restored = new();

    public Task InitializeAsync() => _stored.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _restored.DisposeAsync();
        await _stored.DisposeAsync();
    }

    [Fact]
    public async Task A_restored_database_answers_as_the_one_that_was_dumped()
    {
        await StoreAsync();
        await EmbedAsync();
        string key = await RunVerbAsync("keys", "create", "dashboard", "--scope", "read");
        await MariaDbPrograms.DumpAsync(_stored.Database.ConnectionString, folder, folder["backup.sql"]);
        Assert.StartsWith(
            "-- Dump completed", (await File.ReadAllLinesAsync(folder["backup.sql"]))[^1], StringComparison.Ordinal);

        await _restored.Database.InitializeAsync();
        DbConnectionStringBuilder fresh = new() { ConnectionString = _restored.Database.ConnectionString };
        await _restored.Database.ExecuteAsync($"DROP DATABASE {fresh["database"]}; CREATE DATABASE {fresh["database"]}");
        await MariaDbPrograms.RestoreAsync(_restored.Database.ConnectionString, folder, folder["backup.sql"]);
        await _restored.StartAsync();
        UseKey(key, _stored, _restored);

        string[] paths = [.. Paths, .. await LogPathsAsync()];
        Assert.True(paths.Length > Paths.Length + 40);
        foreach (string path in paths)
        {
            Assert.Equal(await AnswerAsync(_stored, path), await AnswerAsync(_restored, path));
        }

        Assert.Contains("\"embedded\": 42", await AnswerAsync(_restored, "/stats"), StringComparison.Ordinal);
        Assert.Equal(await SumsAsync(_stored), await SumsAsync(_restored));
    }

    [Fact]
    public async Task A_restored_database_goes_on_from_where_it_was()
    {
        await StoreAsync();
        await MariaDbPrograms.DumpAsync(_stored.Database.ConnectionString, folder, folder["backup.sql"]);
        await _restored.Database.InitializeAsync();
        await MariaDbPrograms.RestoreAsync(_restored.Database.ConnectionString, folder, folder["backup.sql"]);
        await _restored.StartAsync();

        object[] again = [Log(4000, "disk 1 failed"), Log(5000, "disk 2 failed")];
        await _stored.IngestAsync("web", again[0]);
        Assert.Equal(
            """{"received":2,"stored":2,"duplicates":0,"rejected":[],"templates_created":1}""",
            (await _restored.IngestAsync("web", again)).ToString());
        Assert.Equal(
            """{"received":2,"stored":0,"duplicates":2,"rejected":[],"templates_created":0}""",
            (await _restored.IngestAsync("web", again)).ToString());
        Assert.Equal(0, (await _restored.IngestAsync("gpu-node", Hostile())).GetProperty("stored").GetInt32());
    }

    private static object Log(int second, string message, string level = "err") => new
    {
        timestamp = DateTime.UnixEpoch.AddDays(20_780).AddSeconds(second).ToString("O"),
        message,
        level,
        service = "app.service",
        cursor = $"s={second}",
        fields = new { _PID = "7", code = new[] { 1, 2 } },
    };

    /// <summary>Text that a dump must write with care.</summary>
    private static object[] Hostile() =>
    [
        Log(1000, "a\0b\u001a ''; DROP TABLE log_events; -- \\' \\\\ \" \r\n\t%"),
        Log(1001, "🔥 Ünïcödé " + '\u0001' + "\u2028"),
        Log(1002, new string('x', 65_536)),
        Log(1003, "/*!40101 SET NAMES utf8 */;\n\\! echo\nDELIMITER ;;"),
    ];

    private static object[] Logs(Func<int, object> log) => [.. Enumerable.Range(0, 19).Select(log)];

    private async Task StoreAsync()
    {
        await _stored.IngestAsync("gpu-node", Hostile());
        await _stored.IngestAsync("gpu-node", Logs(i => Log(i, $"connection to 10.1.2.{i} failed")));
        await _stored.IngestAsync("web", Logs(i => Log(i, $"process {i} is out of memory", "warning")));
    }

    /// <summary>Vectors of single logs, too, and an index over each kind of vectors.</summary>
    private async Task EmbedAsync()
    {
        await RunVerbAsync("backfill", "embeddings");
        await RunVerbAsync("index", "create", "templates");
        await RunVerbAsync("index", "create", "logs");
    }

    private async Task<string> RunVerbAsync(params string[] verb)
    {
        (int code, string output, string error) = await Verb.RunAsync(
            _stored.Database.ConnectionString, verb, ("EMBED_LOGS", "true"), ("EMBEDDING_DIM", "4096"));
        Assert.True(code == 0, error);
        return output.Trim();
    }

    private static void UseKey(string key, params TestApp[] apps)
    {
        foreach (TestApp app in apps)
        {
            app.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    private async Task<IEnumerable<string>> LogPathsAsync() =>
        (await _stored.GetAsync("/logs?limit=100")).GetProperty("results").EnumerateArray()
            .Select(log => $"/logs/{log.GetProperty("id")}");

    private static async Task<string> AnswerAsync(TestApp app, string path)
    {
        JsonObject answer = JsonNode.Parse((await app.GetAsync(path)).GetRawText())!.AsObject();
        foreach (string member in OfTheMoment)
        {
            answer.Remove(member);
        }

        return answer.ToString();
    }

    /// <summary>A number for each table that is the same only if its rows are.</summary>
    private static async Task<string> SumsAsync(TestApp app)
    {
        string[] tables =
        [
            "log_events", "log_templates", "log_values", "template_activity", "template_vectors_1", "log_vectors_1",
            "embedding_models", "schema_migrations",
        ];
        List<string> sums = [];
        foreach (string table in tables)
        {
            (string _, long sum) = await app.Database.Database.RunAsync(
                connection => connection.QuerySingleAsync<(string Table, long Sum)>($"CHECKSUM TABLE {table}"), default);
            sums.Add($"{table} {sum}");
        }

        return string.Join('\n', sums);
    }
}
