using System.Net.Http.Headers;
using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using DevMesh.Tests.Access;
using DevMesh.Tests.Outages;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Api;

/// <summary>What an app with keys answers to who has none, over HTTP; a running app that asks for none is left out.</summary>
[Trait("App", "any")]
public sealed class KeyApiTests(KeyApiTests.AskingApp app) : IClassFixture<KeyApiTests.AskingApp>
{
    [KeyedAppTheory]
    [InlineData("GET", "/logs")]
    [InlineData("GET", "/metrics")]
    [InlineData("POST", "/ingest/logs")]
    public async Task Without_a_key_nothing_is_answered_but_what_is_accepted(string method, string path)
    {
        using HttpResponseMessage answer = await app.SendAsync(method, path, key: null);

        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal(
            $"Authorization: is missing; accepted: {AuthorizationHeader.Accepted}",
            (await answer.ProblemAsync(401, "unauthorized")).Text("detail"));
    }

    [KeyedAppFact]
    public async Task A_key_that_nobody_made_does_not_hold()
    {
        using HttpResponseMessage answer = await app.SendAsync("GET", "/logs", ApiKey.Create().Text());

        Assert.Equal(
            "Authorization: the key does not hold here; ./devmesh keys list shows those that do",
            (await answer.ProblemAsync(401, "unauthorized")).Text("detail"));
    }

    [KeyedAppFact]
    public async Task Health_needs_no_key_and_a_key_that_holds_opens_the_rest()
    {
        using HttpResponseMessage health = await app.SendAsync("GET", "/health", key: null);
        using HttpResponseMessage logs = await app.SendAsync("GET", "/logs?limit=1", app.Key);

        Assert.Equal((200, 200), ((int)health.StatusCode, (int)logs.StatusCode));
    }

    /// <summary>The running app, or one of its own with keys.</summary>
    public sealed class AskingApp : IAnyApp, IAsyncLifetime
    {
        private readonly KeyedApp? _own = RunningApp.Address is null ? new KeyedApp() : null;
        private HttpClient Http { get; set; } = null!;

        /// <summary>Of scope admin.</summary>
        public string Key => _own?.Admin ?? RunningApp.Key!;

        public async Task InitializeAsync()
        {
            if (_own is not null)
            {
                await _own.InitializeAsync();
            }

            Http = new HttpClient { BaseAddress = _own?.App.Http.BaseAddress ?? RunningApp.Address };
        }

        public Task DisposeAsync()
        {
            Http.Dispose();
            return _own?.DisposeAsync() ?? Task.CompletedTask;
        }

        public Task<HttpResponseMessage> SendAsync(string method, string path, string? key)
        {
            HttpRequestMessage request = new(new HttpMethod(method), path)
            {
                Headers = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
            };
            return Http.SendAsync(request);
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class KeyedAppFactAttribute : FactAttribute
    {
        public KeyedAppFactAttribute() => Skip = SkipOf();
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class KeyedAppTheoryAttribute : TheoryAttribute
    {
        public KeyedAppTheoryAttribute() => Skip = SkipOf();
    }

    private static string? SkipOf() =>
        RunningApp.Address is not null && RunningApp.Key is null ? "the app asks for no key" : null;
}
