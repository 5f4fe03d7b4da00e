using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Access;

/// <summary>When keys are asked for: open on loopback before the first key, never under the Functions host; and who fails often.</summary>
public sealed class AccessModeTests
{
    [Fact]
    public async Task Before_the_first_key_everything_is_open_and_after_it_nothing_even_when_it_is_revoked()
    {
        KeyedApp keyed = new() { HasKeys = false };
        await using ConfiguredAsyncDisposable _ = await ConfiguredAsyncDisposable.StartAsync(keyed);
        Assert.Equal(200, (await keyed.GetAsync("/nodes", null)).Code);
        Assert.Equal(200, (await keyed.GetAsync("/nodes", ApiKey.Create().Text())).Code); // a shipper may have a key already
        Assert.Equal(200, (await PostAsync(keyed, null)).Code);

        string key = await keyed.Keys.AddAsync("first", Scope.Read);
        keyed.Time.Advance(KeyRing.Life);
        Assert.Equal((401, 200, 403), ((await keyed.GetAsync("/nodes", null)).Code, (await keyed.GetAsync("/nodes", key)).Code, (await PostAsync(keyed, key)).Code));
        await keyed.Keys.RevokeAsync("first");
        keyed.Time.Advance(KeyRing.Life);
        Assert.Equal((401, 401), ((await keyed.GetAsync("/nodes", null)).Code, (await keyed.GetAsync("/nodes", key)).Code));
        Assert.Single(keyed.Lines.Of<KeyRing>(), line => line.Message.StartsWith("The first API key was made", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Under_the_Functions_host_keys_are_required_on_loopback_too()
    {
        KeyedApp keyed = new() { HasKeys = false, Policy = AccessPolicy.KeysRequired };
        await using ConfiguredAsyncDisposable _ = await ConfiguredAsyncDisposable.StartAsync(keyed);
        Assert.Equal((401, 200), ((await keyed.GetAsync("/nodes", null)).Code, (await keyed.GetAsync("/health", null)).Code));
        string key = await keyed.Keys.AddAsync("first", Scope.Admin);
        keyed.Time.Advance(KeyRing.Soonest);
        Assert.Equal((200, 200), ((await keyed.GetAsync("/nodes", key)).Code, (await PostAsync(keyed, key)).Code));
    }

    [Fact]
    public async Task An_address_that_fails_too_often_gets_429_for_wrong_keys_alone_and_one_line_in_the_log()
    {
        KeyedApp keyed = new()
        {
            Settings = [("AUTH_FAILURE_LIMIT", "3"), ("AUTH_FAILURE_WINDOW", "30s"), ("TRUSTED_PROXIES", "127.0.0.0/8")],
        };
        await using ConfiguredAsyncDisposable _ = await ConfiguredAsyncDisposable.StartAsync(keyed);
        string wrong = ApiKey.Create().Text();
        foreach (string? key in new[] { wrong, null, wrong })
        {
            Assert.Equal(401, (await FromAsync("192.0.2.7", key)).Code);
        }

        keyed.Time.Advance(TimeSpan.FromSeconds(10));
        int lines = keyed.Lines.All.Count;
        foreach (string? key in new[] { wrong, null, wrong, wrong })
        {
            KeyedApp.Answer answer = await FromAsync("192.0.2.7", key);
            Assert.Equal((429, "too-many-failures", TimeSpan.FromSeconds(20)), (answer.Code, answer.Kind, answer.RetryAfter));
            Assert.Equal(("AUTH_FAILURE_LIMIT", 3), (answer.Problem.GetProperty("limit").GetString(), answer.Problem.GetProperty("maximum").GetInt32()));
            Assert.Contains("192.0.2.7", answer.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(lines, keyed.Lines.All.Count);
        Assert.Contains("192.0.2.7 failed 3 times within 00:00:30", keyed.Lines.Of<AccessGate>().Last().Message, StringComparison.Ordinal);
        Assert.Equal((200, 403), ((await FromAsync("192.0.2.7", keyed.Read)).Code, (await FromAsync("192.0.2.7", keyed.Ingest)).Code));
        Assert.Equal(401, (await FromAsync("192.0.2.8", wrong)).Code);
        Assert.Equal(200, (await keyed.GetAsync("/health", null)).Code);

        keyed.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(401, (await FromAsync("192.0.2.7", wrong)).Code);

        Task<KeyedApp.Answer> FromAsync(string client, string? key) => keyed.SendAsync(
            HttpMethod.Get, "/nodes", key is null ? null : $"Bearer {key}", forwardedFor: $"203.0.113.1, {client}");
    }

    private static Task<KeyedApp.Answer> PostAsync(KeyedApp keyed, string? key) => keyed.SendAsync(
        HttpMethod.Post, "/ingest/logs", key is null ? null : $"Bearer {key}", KeyedApp.Batch("pi-1"));

    private sealed class ConfiguredAsyncDisposable(KeyedApp keyed) : IAsyncDisposable
    {
        public static async Task<ConfiguredAsyncDisposable> StartAsync(KeyedApp keyed)
        {
            await keyed.InitializeAsync();
            return new ConfiguredAsyncDisposable(keyed);
        }

        public async ValueTask DisposeAsync() => await keyed.DisposeAsync();
    }
}
