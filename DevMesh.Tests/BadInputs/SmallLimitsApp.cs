using DevMesh.Tests.Support;

namespace DevMesh.Tests.BadInputs;

/// <summary>The app with limits so small that a test can exceed each of them.</summary>
public sealed class SmallLimitsApp : IAsyncLifetime
{
    private readonly TestApp _app = new();

    public ScratchDatabase Database => _app.Database;

    public Uri Address => _app.Http.BaseAddress!;

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        await _app.StartAsync(
            ("INGEST_MAX_BODY_BYTES", "256KiB"), ("INGEST_MAX_INFLATED_BYTES", "512KiB"), ("INGEST_MAX_ENTRIES", "3"),
            ("INGEST_MAX_ENTRY_BYTES", "128KiB"), ("INGEST_MAX_FIELDS", "4"), ("INGEST_MAX_DEPTH", "8"),
            ("QUERY_MAX_LENGTH", "64"), ("QUERY_MAX_LIMIT", "100"));
    }

    public Task DisposeAsync() => _app.DisposeAsync();
}
