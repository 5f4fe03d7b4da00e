using DevMesh.Domain.Errors;

namespace DevMesh.Functions.Http;

/// <summary>Memory that requests take together. Whoever does not fit in is sent away at once: bodies that are half read must not
/// wait for each other.</summary>
/// <param name="limit">The limit's name, as its setting calls it.</param>
internal sealed class MemoryBudget(string limit, long bytes)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    /// <exception cref="TooManyException">There is not so much left.</exception>
    public void Take(long more)
    {
        if (Interlocked.Add(ref _taken, more) > bytes)
        {
            GiveBack(more);
            throw new TooManyException("too-busy", limit, bytes, "bytes of bodies under way at once", RetryAfter);
        }
    }

    public void GiveBack(long taken) => Interlocked.Add(ref _taken, -taken);
}
