namespace DevMesh.Shipper.Filtering;

/// <summary>
/// A hash that is the same on every machine and in every version, so that an entry that is read again after a crash is
/// sampled as before, and a window of a rate limit is found again. FNV-1a, then the finalizer of MurmurHash3 to spread the bits.
/// </summary>
internal static class ByteHash
{
    /// <summary>Whether a sample of one in so many takes the entry with this cursor.</summary>
    public static bool Picks(ReadOnlySpan<byte> cursor, int oneIn) => Of(cursor) % (ulong)oneIn == 0;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte each in bytes)
        {
            hash = (hash ^ each) * 1099511628211;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
