namespace DevMesh.Shipper.Shipping;

/// <summary>When a batch is full.</summary>
/// <param name="Entries">Most entries in one batch.</param>
/// <param name="Bytes">Most bytes of JSON in one batch, before compression; one entry may exceed it alone.</param>
/// <param name="Age">How long an entry may wait for others when there is nothing more to read.</param>
internal sealed record BatchLimits(int Entries, int Bytes, TimeSpan Age)
{
    /// <summary>Most entries that one batch covers, so that the cursor moves on when a filter drops nearly all of them.</summary>
    public const int Covered = 50_000;

    public static readonly BatchLimits Default = new(5_000, 2 * 1024 * 1024, TimeSpan.FromSeconds(1));
}
