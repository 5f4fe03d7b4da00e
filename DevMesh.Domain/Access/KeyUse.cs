using System.Collections.Concurrent;

namespace DevMesh.Domain.Access;

/// <summary>When each key was last used, kept in memory until it is written, so that no request waits for that.</summary>
public sealed class KeyUse(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTime> _used = new(StringComparer.Ordinal);

    public void Note(string id) => _used[id] = clock.GetUtcNow().UtcDateTime;

    /// <summary>What was noted since the last call, by the keys' ids.</summary>
    public IReadOnlyCollection<KeyValuePair<string, DateTime>> Take()
    {
        List<KeyValuePair<string, DateTime>> taken = [];
        foreach (string id in _used.Keys)
        {
            if (_used.TryRemove(id, out DateTime at))
            {
                taken.Add(new(id, at));
            }
        }

        return taken;
    }
}
