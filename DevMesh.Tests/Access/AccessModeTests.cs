using System.Net;
using System.Text;
using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.SelfHost;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Outages;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Access;

/// <summary>When keys are asked for, and what becomes of an address that fails often.</summary>
public sealed class AccessModeTests
{
    [Fact]
    public async Task Before_the_first_key_everything_is_open_and_after_it_nothing_even_when_it_is_revoked()
    {
        KeyedApp keyed = new() { HasKeys = false };
        await using Started _ = await Started.StartAsync(keyed);
        Assert.Equal(200, (await keyed.GetAsync("/nodes", null)).Code);
        Assert.Equal(200, (await keyed.GetAsync("/nodes", ApiKey.Create().Text())).Code); // a shipper may have a key already
        Assert.Equal(200, (await PostAsync(keyed, null)).Code);

        string key = await keyed.Keys.AddAsync("first", Scope.Read);
        keyed.Time.Advance(KeyRing.Life);
        Assert.Equal(401, (await keyed.GetAsync("/nodes", null)).Code);
        Assert.Equal((200, 403), ((await keyed.GetAsync("/nodes", key)).Code, (await PostAsync(keyed, key)).Code));
        await keyed.Keys.RevokeAsync("first");
        keyed.Time.Advance(KeyRing.Life);
        Assert.Equal((401, 401), ((await keyed.GetAsync("/nodes", null)).Code, (await keyed.GetAsync("/nodes", key)).Code));
        Assert.StartsWith(
            "The first API key was made", Assert.Single(keyed.Lines.Of<KeyRing>()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", null, 200)]
    [InlineData("LOCALHOST:8000", "http://localhost:3000", 200)]
    [InlineData("[::1]:8000", "http://[::1]:8000", 200)]
    [InlineData("127.0.0.2", "http://127.0.0.1", 200)]
    [InlineData("rebound.example", null, 403)]
    [InlineData("localhost.example:8000", null, 403)]
    [InlineData("192.168.0.7", null, 403)]
    [InlineData("localhost", "https://page.example", 403)]
    [InlineData("localhost", "http://localhost.example", 403)]
    [InlineData("localhost", "null", 403)]
    public async Task Open_on_loopback_is_not_open_to_pages_in_a_browser(string host, string? origin, int status)
    {
        KeyedApp keyed = new() { HasKeys = false };
        await using Started _ = await Started.StartAsync(keyed);
        using HttpRequestMessage request = new(HttpMethod.Post, "/ingest/logs")
        {
            Content = new StringContent(KeyedApp.Batch("gpu-node"), Encoding.UTF8, "text/plain"), Headers = { Host = host },
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using HttpResponseMessage answer = await keyed.App.Http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200 ? 1 : 0, await keyed.App.Database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        if (status == 403)
        {
            string header = origin is null ? "Host" : "Origin";
            Assert.Equal(
                $"{header}: is not of this machine; accepted: localhost or a loopback address; "
                + "or a key, once ./devmesh keys create has made one",
                (await answer.ProblemAsync(403, "forbidden")).Text("detail"));
            Assert.EndsWith($"its {header} is not of this machine, as that of a web page",
                Assert.Single(keyed.Lines.Of<AccessGate>()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_or_access_that_is_open_by_name_lets_pages_in()
    {
        KeyedApp keyed = new();
        await using Started _ = await Started.StartAsync(keyed);
        KeyedApp open = new() { HasKeys = false, Settings = [("DEVMESH_OPEN_ACCESS", "yes-anyone-may-read-and-write")] };
        await using Started __ = await Started.StartAsync(open);
        foreach ((KeyedApp app, string? key) in new[] { (keyed, keyed.Read), (open, null) })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/nodes") { Headers = { Host = "logs.example.org" } };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            using HttpResponseMessage answer = await app.App.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Under_the_Functions_host_keys_are_required_on_loopback_too()
    {
        KeyedApp keyed = new() { HasKeys = false, Policy = AccessPolicy.KeysRequired };
        await using Started _ = await Started.StartAsync(keyed);
        Assert.Equal((401, 200), ((await keyed.GetAsync("/nodes", null)).Code, (await keyed.GetAsync("/health", null)).Code));
        string key = await keyed.Keys.AddAsync("first", Scope.Admin);
        keyed.Time.Advance(KeyRing.Soonest);
        Assert.Equal((200, 200), ((await keyed.GetAsync("/nodes", key)).Code, (await PostAsync(keyed, key)).Code));
    }

    [Theory]
    [InlineData(AccessPolicy.OpenWithoutKeys)]
    [InlineData(AccessPolicy.KeysRequired)]
    internal async Task While_no_database_answers_it_is_503_with_a_time_to_come_back_and_never_401(AccessPolicy policy)
    {
        Dictionary<string, string> values = new()
        {
            ["MARIADB_CONNECTION"] = "Server=127.0.0.1;Port=1;Database=x;User ID=x;SslMode=Disabled", ["DEVMESH_PORT"] = "0",
        };
        await using WebApplication app = SelfHostProgram.Build(
            SettingsReader.Read(values).Settings, name => SettingsReader.TextOf(name, values), builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddAccessPolicy(policy);
            });
        await app.StartAsync();
        using HttpClient http = new() { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (string? header in new[] { null, "Bearer x", $"Bearer {ApiKey.Create().Text()}" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/nodes");
            request.Headers.TryAddWithoutValidation("Authorization", header);
            using HttpResponseMessage answer = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        }
    }

    [Fact]
    public async Task An_address_that_fails_too_often_gets_429_for_wrong_keys_alone_and_one_line_in_the_log()
    {
        KeyedApp keyed = new()
        {
            Settings = [("AUTH_FAILURE_LIMIT", "3"), ("AUTH_FAILURE_WINDOW", "30s"), ("TRUSTED_PROXIES", "127.0.0.0/8")],
        };
        await using Started _ = await Started.StartAsync(keyed);
        string wrong = ApiKey.Create().Text();
        foreach (string? key in new[] { wrong, null, wrong })
        {
            Assert.Equal(401, (await FromAsync("192.0.2.7", key)).Code);
        }

        Assert.StartsWith(
            "192.0.2.7 failed 3 times within 00:00:30", keyed.Lines.Of<AccessGate>().Last().Message, StringComparison.Ordinal);
        keyed.Time.Advance(TimeSpan.FromSeconds(10));
        keyed.Lines.Clear();
        foreach (string? key in new[] { wrong, null, wrong, wrong })
        {
            KeyedApp.Answer answer = await FromAsync("192.0.2.7", key);
            Assert.Equal((429, "too-many-failures", TimeSpan.FromSeconds(20)), (answer.Code, answer.Kind, answer.RetryAfter));
            Assert.Equal("AUTH_FAILURE_LIMIT", answer.Problem.GetProperty("limit").GetString());
            Assert.Equal(3, answer.Problem.GetProperty("maximum").GetInt32());
            Assert.Contains("192.0.2.7", answer.Detail, StringComparison.Ordinal);
        }

        Assert.Empty(keyed.Lines.Of<AccessGate>().Concat(keyed.Lines.Of<HttpPipeline>()));
        Assert.Equal(200, (await FromAsync("192.0.2.7", keyed.Read)).Code);
        Assert.Equal(403, (await FromAsync("192.0.2.7", keyed.Ingest)).Code);
        Assert.Equal(401, (await FromAsync("192.0.2.8", wrong)).Code);
        Assert.Equal(200, (await keyed.GetAsync("/health", null)).Code);

        keyed.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(401, (await FromAsync("192.0.2.7", wrong)).Code);

        Task<KeyedApp.Answer> FromAsync(string client, string? key) => keyed.SendAsync(
            HttpMethod.Get, "/nodes", key is null ? null : $"Bearer {key}", forwardedFor: $"203.0.113.1, {client}");
    }

    private static Task<KeyedApp.Answer> PostAsync(KeyedApp keyed, string? key) => keyed.SendAsync(
        HttpMethod.Post, "/ingest/logs", key is null ? null : $"Bearer {key}", KeyedApp.Batch("pi-1"));

    private sealed class Started(KeyedApp keyed) : IAsyncDisposable
    {
        public static async Task<Started> StartAsync(KeyedApp keyed)
        {
            await keyed.InitializeAsync();
            return new Started(keyed);
        }

        public async ValueTask DisposeAsync() => await keyed.DisposeAsync();
    }
}
