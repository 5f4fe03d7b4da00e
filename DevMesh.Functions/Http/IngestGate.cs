using DevMesh.Domain.Ingestion;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Http;

/// <summary>What a batch must pass before it is stored; one for the whole process.</summary>
public sealed class IngestGate
{
    /// <summary>
    /// What a batch weighs beside its bytes: thousands of small entries take a few times as much memory as their JSON.
    /// </summary>
    private const long Overhead = 2 * 1024 * 1024;

    private readonly WorkGate _work;

    public IngestGate(DevMeshSettings settings, TimeProvider clock)
    {
        Body = BodyLimits.OfIngest(settings, new MemoryBudget("INGEST_MAX_IN_FLIGHT_BYTES", settings.IngestMaxInFlightBytes));
        Batch = new IngestLimits(
            settings.IngestMaxEntries, (int)settings.IngestMaxEntryBytes, settings.IngestMaxFields, settings.IngestMaxDepth);
        Rate = new NodeRate(new NodeRateOptions(settings.IngestNodeRate, settings.IngestNodeBurst), clock);
        // The largest batch alone, or some of usual size: more at once would not be stored sooner, for the writers are few.
        _work = new WorkGate(settings.IngestMaxInflatedBytes + Overhead);
    }

    internal BodyLimits Body { get; }

    internal IngestLimits Batch { get; }

    internal NodeRate Rate { get; }

    /// <summary>Waits until there is room to take a body of so many bytes apart and to store it.</summary>
    internal ValueTask<IDisposable> TurnAsync(long bytes, CancellationToken ct) => _work.EnterAsync(bytes + Overhead, ct);
}
