using System.Net;
using System.Text;
using System.Text.Json;
using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Access;
using DevMesh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Access;

/// <summary>The app with keys, a clock that a test moves, its log, and keys that cannot be read when a test says so.</summary>
public sealed class KeyedApp : IAsyncLifetime
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private volatile bool _isAway;

    public TestApp App { get; } = new();

    internal ManualTime Time => _time;

    internal LogLines Lines { get; } = new();

    internal TestKeys Keys { get; private set; } = null!;

    public string Read { get; private set; } = "";

    public string Admin { get; private set; } = "";

    /// <summary>For the node gpu-node.</summary>
    public string Ingest { get; private set; } = "";

    /// <summary>Whether the app cannot read its keys.</summary>
    public bool KeysAreAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>What the app is started with; to be set before <see cref="InitializeAsync"/>.</summary>
    internal AccessPolicy? Policy { get; init; }

    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [("AUTH_FAILURE_LIMIT", "1000000")];

    public bool HasKeys { get; init; } = true;

    public async Task InitializeAsync()
    {
        await App.Database.InitializeAsync();
        Keys = new TestKeys(App.Database, _time);
        if (HasKeys)
        {
            Read = await Keys.AddAsync("dashboard", Scope.Read);
            Admin = await Keys.AddAsync("root", Scope.Admin);
            Ingest = await Keys.AddAsync("gpu", Scope.Ingest, "gpu-node");
        }

        App.Configure = builder =>
        {
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Lines.Provider());
            builder.Services.AddSingleton<TimeProvider>(new SteppingTime(_time));
            builder.Services.AddSingleton<IKeyStore>(new Sometimes(this, Keys.Store));
            if (Policy is { } policy)
            {
                builder.Services.AddAccessPolicy(policy);
            }
        };
        await App.StartAsync([.. Settings]);
    }

    public Task DisposeAsync() => App.DisposeAsync();

    /// <param name="authorization">The header; null for none.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? authorization, string? body = null, string? forwardedFor = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (forwardedFor is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await App.Http.SendAsync(request);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            string.Join(' ', response.Headers.WwwAuthenticate),
            response.Headers.RetryAfter?.Delta);
    }

    public Task<Answer> GetAsync(string path, string? key) =>
        SendAsync(HttpMethod.Get, path, key is null ? null : $"Bearer {key}");

    public static string Batch(string node, string message = "disk failed") => JsonSerializer.Serialize(new
    {
        node, logs = new[] { new { timestamp = "2026-11-22T11:59:00Z", message } },
    });

    public sealed record Answer(HttpStatusCode Status, string Body, string WwwAuthenticate, TimeSpan? RetryAfter)
    {
        public int Code => (int)Status;

        public JsonElement Problem => JsonElement.Parse(Body);

        /// <summary>The last part of the problem's type.</summary>
        public string Kind => Problem.GetProperty("type").GetString()!.Split(':')[^1];

        public string Detail => Problem.GetProperty("detail").GetString()!;
    }

    private sealed class Sometimes(KeyedApp app, IKeyStore inner) : IKeyStore
    {
        public Task<KeySet?> ReadAsync(DateTime now, CancellationToken ct) => app.KeysAreAway
            ? throw new StoreUnavailableException("the test keeps them", new InvalidOperationException())
            : inner.ReadAsync(now, ct);

        public Task<IReadOnlyList<StoredKey>> ListAsync(CancellationToken ct) => inner.ListAsync(ct);

        public Task<bool> AddAsync(StoredKey key, byte[] secretHash, CancellationToken ct) => inner.AddAsync(key, secretHash, ct);

        public Task<StoredKey?> RotateAsync(
            string name, string newId, byte[] newHash, DateTime now, DateTime oldEnds, CancellationToken ct) =>
            inner.RotateAsync(name, newId, newHash, now, oldEnds, ct);

        public Task<IReadOnlyList<StoredKey>> RevokeAsync(string name, DateTime now, CancellationToken ct) =>
            inner.RevokeAsync(name, now, ct);

        public Task NoteUseAsync(IReadOnlyCollection<KeyValuePair<string, DateTime>> used, CancellationToken ct) =>
            inner.NoteUseAsync(used, ct);
    }
}
