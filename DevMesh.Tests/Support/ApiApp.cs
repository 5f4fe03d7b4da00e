using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace DevMesh.Tests.Support;

/// <summary>
/// The app that a test of the HTTP API asks: one of its own in this process, or the running one that
/// <c>./devmesh test --against</c> names. Nothing is ever deleted from a running one, so a test tells its logs from others by a
/// node, an hour or a word that only it has.
/// </summary>
public sealed class ApiApp : IAnyApp, IAsyncLifetime
{
    private static readonly Lazy<Task> Checked = new(() => RunningApp.CheckAsync(Connect()));

    private readonly TestApp? _own = RunningApp.Address is null ? new TestApp() : null;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The app and its database, for tests of an app of their own (<see cref="OwnAppFactAttribute"/>).</summary>
    internal TestApp Own => _own ?? throw new InvalidOperationException("the test is not marked as one of an app of its own");

    public async Task InitializeAsync()
    {
        if (_own is null)
        {
            await Checked.Value;
            Http = Connect();
            return;
        }

        await _own.InitializeAsync();
        Http = _own.Http;
    }

    public Task DisposeAsync()
    {
        if (_own is not null)
        {
            return _own.DisposeAsync();
        }

        Http.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A name of a node that no other test has.</summary>
    public static string NewNode() => $"{RunningApp.NodePrefix}{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>A word that occurs in no other test: syllables, which canonicalization takes for a word and not for a value.</summary>
    public static string NewWord() =>
        string.Concat(Enumerable.Range(0, 6).Select(_ => $"{Pick("bdfgklmnprstv")}{Pick("aeiou")}"));

    /// <summary>
    /// An hour such as <c>2019-11-20T10</c> that has no logs but the test's. An app's own database is emptied for each test, so
    /// that the hour is always one; a running app gets another for each.
    /// </summary>
    public static string NewHour()
    {
        DateTime latest = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        int back = RunningApp.Address is null ? 0 : RandomNumberGenerator.GetInt32(20 * 365 * 24);
        return latest.AddHours(-back).ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);
    }

    public Task<JsonElement> GetAsync(string path) => ApiCalls.GetAsync(Http, path);

    public Task<JsonElement> IngestAsync(string node, params object[] logs) => ApiCalls.IngestAsync(Http, node, logs);

    /// <summary>Empties an app's own database of logs; a running one keeps them.</summary>
    public Task ClearLogsAsync() => _own?.Database.ClearLogsAsync() ?? Task.CompletedTask;

    private static HttpClient Connect()
    {
        HttpClient client = new() { BaseAddress = RunningApp.Address };
        if (RunningApp.Key is { } key)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    private static char Pick(string letters) => letters[RandomNumberGenerator.GetInt32(letters.Length)];
}
