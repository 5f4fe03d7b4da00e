using DevMesh.Tests.Support;

namespace DevMesh.Tests.BadInputs;

/// <summary>
/// The app with limits so small that a test can exceed each of them; a running one must have been started with the same.
/// </summary>
public sealed class SmallLimitsApp : IAnyApp, IAsyncLifetime
{
    private readonly TestApp? _own = RunningApp.Address is null ? new TestApp() : null;

    public ScratchDatabase Database => _own!.Database;

    public Uri Address => RunningApp.Address ?? _own!.Http.BaseAddress!;

    public async Task InitializeAsync()
    {
        if (_own is null)
        {
            return;
        }

        await Database.InitializeAsync();
        await _own.StartAsync(
            ("INGEST_MAX_BODY_BYTES", "256KiB"), ("INGEST_MAX_INFLATED_BYTES", "512KiB"), ("INGEST_MAX_ENTRIES", "3"),
            ("INGEST_MAX_ENTRY_BYTES", "128KiB"), ("INGEST_MAX_FIELDS", "4"), ("INGEST_MAX_DEPTH", "8"),
            ("QUERY_MAX_LENGTH", "64"), ("QUERY_MAX_LIMIT", "100"));
    }

    public Task DisposeAsync() => _own?.DisposeAsync() ?? Task.CompletedTask;
}
