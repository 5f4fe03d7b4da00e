using System.Net.Sockets;
using System.Text;
using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Access;

/// <summary>What a caller with, without and with a wrong key is answered, over HTTP and against MariaDB.</summary>
public sealed class AccessApiTests(KeyedApp keyed) : IClassFixture<KeyedApp>, IAsyncLifetime
{
    public Task InitializeAsync()
    {
        keyed.Lines.Clear();
        keyed.Time.Advance(TimeSpan.FromMinutes(1)); // whatever the test before changed is read now
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_key_that_is_missing_or_malformed_gets_a_401_that_says_what_is_accepted()
    {
        foreach ((string? header, string told) in new (string?, string)[]
        {
            (null, "is missing"),
            ("Basic dTpw", "does not begin with the scheme Bearer"),
            ("Bearer x", "holds no key of DevMesh"),
            ("Bearer " + new string('x', 5000), "has 5007 characters"),
            ($"Bearer {keyed.Read} {keyed.Read}", "holds no key of DevMesh"),
        })
        {
            KeyedApp.Answer answer = await keyed.SendAsync(HttpMethod.Get, "/logs", header);
            Assert.Equal((401, "unauthorized", "Bearer"), (answer.Code, answer.Kind, answer.WwwAuthenticate));
            Assert.Equal($"Authorization: {told}; accepted: {AuthorizationHeader.Accepted}", answer.Detail);
            Assert.Equal("Authorization", answer.Problem.GetProperty("field").GetString());
        }
    }

    [Fact]
    public async Task A_key_in_the_query_string_opens_nothing()
    {
        Assert.Equal(401, (await keyed.GetAsync($"/logs?key={keyed.Read}", null)).Code);
        Assert.Equal(401, (await keyed.GetAsync($"/logs?access_token={keyed.Read}", null)).Code);
        Assert.Equal(400, (await keyed.GetAsync("/logs?access_token=1", keyed.Read)).Code);
    }

    [Fact]
    public async Task Unknown_wrong_revoked_and_expired_keys_are_told_the_same()
    {
        string revoked = await keyed.Keys.AddAsync("revoked", Scope.Read);
        string expired = await keyed.Keys.AddAsync("expired", Scope.Read);
        await keyed.Keys.RevokeAsync("revoked");
        await keyed.Keys.RotateAsync("expired", TimeSpan.Zero);
        string wrong = keyed.Read[..^64] + ApiKey.Create().Text()[^64..];
        HashSet<string> told = [];
        foreach (string key in new[] { ApiKey.Create().Text(), wrong, revoked, expired })
        {
            KeyedApp.Answer answer = await keyed.GetAsync("/logs", key);
            Assert.Equal((401, "unauthorized"), (answer.Code, answer.Kind));
            told.Add(answer.Detail);
        }

        Assert.Equal("Authorization: the key does not hold here; ./devmesh keys list shows those that do", Assert.Single(told));
    }

    [Fact]
    public async Task An_ingest_key_sends_for_its_own_node_alone_and_nothing_of_another_is_stored()
    {
        await keyed.App.Database.ClearLogsAsync();
        KeyedApp.Answer own = await PostAsync("/ingest/logs", keyed.Ingest, KeyedApp.Batch("gpu-node"));
        KeyedApp.Answer other = await PostAsync("/ingest/logs", keyed.Ingest, KeyedApp.Batch("pi-1"));
        KeyedApp.Answer byAdmin = await PostAsync("/ingest/logs", keyed.Admin, KeyedApp.Batch("pi-1", "as admin"));

        Assert.Equal((200, 403, 200), (own.Code, other.Code, byAdmin.Code));
        Assert.Equal("forbidden", other.Kind);
        Assert.Equal(
            "node: the key is for gpu-node, the request is of pi-1; accepted: a key of scope ingest for pi-1, or of scope admin",
            other.Detail);
        Assert.Equal("node", other.Problem.GetProperty("field").GetString());
        Assert.Equal("gpu-node:disk failed pi-1:as admin", await keyed.App.Database.ScalarAsync<string>(
            "SELECT GROUP_CONCAT(CONCAT(node, ':', message) ORDER BY node SEPARATOR ' ') FROM log_events"));
        LogLine line = Assert.Single(keyed.Lines.Of<NodeAccess>());
        Assert.EndsWith(
            $"from 127.0.0.1 was refused with 403: key gpu ({keyed.Ingest[3..15]}) is for node gpu-node, not for pi-1",
            line.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heartbeat_is_taken_of_the_keys_own_node_alone_before_its_body_is_read()
    {
        const string heartbeat = """{"version":"1","lag_s":0,"sent":1,"retries":0}""";
        Assert.Equal(204, (await PostAsync("/nodes/gpu-node/heartbeat", keyed.Ingest, heartbeat)).Code);
        Assert.Equal(403, (await PostAsync("/nodes/pi-1/heartbeat", keyed.Ingest, "not even JSON")).Code);
        Assert.Equal(400, (await PostAsync("/nodes/gpu-node/heartbeat", keyed.Ingest, "not even JSON")).Code);
        Assert.Equal("gpu-node", await keyed.App.Database.ScalarAsync<string>("SELECT GROUP_CONCAT(node) FROM node_heartbeats"));
    }

    [Fact]
    public async Task A_wrong_scope_gets_a_403_that_names_the_right_ones()
    {
        KeyedApp.Answer answer = await keyed.GetAsync("/logs", keyed.Ingest);
        Assert.Equal((403, "forbidden", ""), (answer.Code, answer.Kind, answer.WwwAuthenticate));
        Assert.Equal("The key has the scope ingest; accepted: a key of scope read or admin", answer.Detail);
        Assert.Contains("key gpu", Assert.Single(keyed.Lines.Of<AccessGate>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotated_key_holds_until_its_grace_is_over_and_the_new_one_at_once()
    {
        string old = await keyed.Keys.AddAsync("rotating", Scope.Read);
        Assert.Equal(200, (await keyed.GetAsync("/nodes", old)).Code);
        string successor = await keyed.Keys.RotateAsync("rotating", TimeSpan.FromHours(24));
        keyed.Time.Advance(KeyRing.Soonest);
        Assert.Equal(200, (await keyed.GetAsync("/nodes", successor)).Code);
        keyed.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(2));
        Assert.Equal(200, (await keyed.GetAsync("/nodes", old)).Code);
        keyed.Time.Advance(TimeSpan.FromSeconds(1)); // the keys in memory are still young
        Assert.Equal((401, 200), ((await keyed.GetAsync("/nodes", old)).Code, (await keyed.GetAsync("/nodes", successor)).Code));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_five_seconds_and_a_new_one_accepted_within_one()
    {
        string key = await keyed.Keys.AddAsync("leaked", Scope.Read);
        Assert.Equal(200, (await keyed.GetAsync("/nodes", key)).Code);
        await keyed.Keys.RevokeAsync("leaked");
        keyed.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, (await keyed.GetAsync("/nodes", key)).Code);

        string another = await keyed.Keys.AddAsync("leaked", Scope.Read);
        keyed.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await keyed.GetAsync("/nodes", another)).Code);
    }

    [Fact]
    public async Task While_the_keys_cannot_be_read_it_is_503_for_everybody_but_whose_key_was_read_lately_and_never_401()
    {
        string later = await keyed.Keys.AddAsync("later", Scope.Read);
        await keyed.GetAsync("/nodes", later);
        keyed.KeysAreAway = true;
        try
        {
            keyed.Time.Advance(TimeSpan.FromMinutes(4));
            Assert.Equal(200, (await keyed.GetAsync("/nodes", later)).Code);
            Assert.Equal(503, (await keyed.GetAsync("/nodes", ApiKey.Create().Text())).Code);
            Assert.Equal(503, (await keyed.GetAsync("/nodes", null)).Code);
            keyed.Time.Advance(TimeSpan.FromMinutes(1));
            KeyedApp.Answer answer = await keyed.GetAsync("/nodes", later);
            Assert.Equal((503, "store-unavailable", TimeSpan.FromSeconds(5)), (answer.Code, answer.Kind, answer.RetryAfter));
            Assert.Contains("the API keys cannot be read", answer.Detail, StringComparison.Ordinal);
            Assert.Equal(200, (await keyed.GetAsync("/health", null)).Code);
        }
        finally
        {
            keyed.KeysAreAway = false;
        }

        keyed.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((200, 401), ((await keyed.GetAsync("/nodes", later)).Code, (await keyed.GetAsync("/nodes", null)).Code));
    }

    [Fact]
    public async Task Without_a_right_key_no_body_is_asked_for()
    {
        using TcpClient client = new(keyed.App.Http.BaseAddress!.Host, keyed.App.Http.BaseAddress.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /ingest/logs HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
            + "Expect: 100-continue\r\nConnection: close\r\n\r\n"));
        using StreamReader reader = new(stream);
        Assert.StartsWith("HTTP/1.1 401 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_was_logged_has_a_secret_and_failures_are_logged_with_address_and_id()
    {
        string unknown = ApiKey.Create().Text();
        await keyed.GetAsync("/logs?limit=x", keyed.Read);
        await keyed.GetAsync("/metrics", unknown);
        await keyed.GetAsync("/metrics", null);
        await keyed.SendAsync(HttpMethod.Get, "/logs", $"Basic {keyed.Admin}");
        await keyed.GetAsync("/logs", keyed.Ingest);
        await PostAsync("/ingest/logs", keyed.Ingest, KeyedApp.Batch("pi-1"));
        await PostAsync("/ingest/logs", keyed.Admin, "not JSON");

        string[] logged = [.. keyed.Lines.All.Select(line => $"{line.Message} {line.Exception}")];
        Assert.NotEmpty(logged);
        Assert.All(logged, line => Assert.All(
            new[] { keyed.Read, keyed.Admin, keyed.Ingest, unknown },
            key => Assert.DoesNotContain(key[^64..], line, StringComparison.Ordinal)));
        Assert.Equal(
            [
                $"from 127.0.0.1 was refused with 401: its key {unknown[3..15]} is not known, wrong or over",
                "from 127.0.0.1 was refused with 401: its Authorization is missing",
                "from 127.0.0.1 was refused with 401: its Authorization does not begin with the scheme Bearer",
                $"from 127.0.0.1 was refused with 403: key gpu ({keyed.Ingest[3..15]}) has scope ingest, ListLogs needs read",
            ],
            keyed.Lines.Of<AccessGate>().Select(line => line.Message[line.Message.IndexOf("from", StringComparison.Ordinal)..]));
        Assert.Single(keyed.Lines.Of<NodeAccess>());
        Assert.Equal(2, keyed.Lines.Of<HttpPipeline>().Count()); // what is refused for a key has its one line already
    }

    [Fact]
    public async Task When_a_key_was_last_used_is_written_by_and_by_and_never_goes_back()
    {
        string key = await keyed.Keys.AddAsync("seldom", Scope.Read);
        Assert.Null(await LastUsedAsync("seldom"));
        await keyed.GetAsync("/nodes", key);
        DateTime used = keyed.Keys.Now;
        await keyed.Keys.Store.NoteUseAsync([new(key[3..15], used)], default);
        await keyed.Keys.Store.NoteUseAsync([new(key[3..15], used.AddHours(-1))], default);
        Assert.Equal(used, await LastUsedAsync("seldom"));
    }

    private async Task<DateTime?> LastUsedAsync(string name) =>
        (await keyed.Keys.Store.ListAsync(default)).Single(each => each.Name == name).LastUsedAt;

    private Task<KeyedApp.Answer> PostAsync(string path, string key, string body) =>
        keyed.SendAsync(HttpMethod.Post, path, $"Bearer {key}", body);
}
