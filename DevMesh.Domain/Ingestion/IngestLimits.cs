namespace DevMesh.Domain.Ingestion;

/// <summary>How much one batch may hold. Each has a setting of the same name.</summary>
/// <param name="MaxEntries">Entries in a batch.</param>
/// <param name="MaxEntryBytes">Bytes of an entry as JSON, with its fields.</param>
/// <param name="MaxFields">Fields of an entry.</param>
/// <param name="MaxDepth">Levels of JSON, the body itself counted.</param>
public sealed record IngestLimits(int MaxEntries, int MaxEntryBytes, int MaxFields = 256, int MaxDepth = 64)
{
    /// <summary>Bytes of a message in UTF-8; fixed by the contract, so that the shipper can cut before it sends.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>Characters of a service name.</summary>
    public const int MaxServiceLength = 255;

    /// <summary>Characters of a cursor.</summary>
    public const int MaxCursorLength = 1024;
}
