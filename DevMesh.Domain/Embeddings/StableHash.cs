namespace DevMesh.Domain.Embeddings;

/// <summary>
/// 64-bit hashes that are the same in every process and on every machine, which <see cref="HashCode"/> and
/// <see cref="string.GetHashCode()"/> are not: vectors and indexes built by different workers must agree.
/// FNV-1a over UTF-16 code units, then the finalizer of MurmurHash3 to spread the bits.
/// </summary>
internal static class StableHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 0)
    {
        ulong hash = Offset ^ seed;
        foreach (char each in text)
        {
            hash = (hash ^ each) * Prime;
        }

        return Mix(hash);
    }

    /// <summary>The hash of two in order.</summary>
    public static ulong OfPair(ulong first, ulong second) => Mix((first * Prime) ^ second);

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
