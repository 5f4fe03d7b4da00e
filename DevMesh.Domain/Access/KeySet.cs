using System.Security.Cryptography;

namespace DevMesh.Domain.Access;

/// <summary>A key that may hold, with the hash of its secret.</summary>
public sealed record KnownKey(StoredKey Key, byte[] SecretHash);

/// <summary>The keys of one moment.</summary>
/// <param name="keys">Those that may hold; those that were revoked or are over may be left out.</param>
/// <param name="anyEverMade">
/// Whether there is any key at all, even one that does not hold any more. It decides whether keys are asked for, so that
/// revoking the last one locks the door and does not open it.
/// </param>
public sealed class KeySet(IEnumerable<KnownKey> keys, bool anyEverMade)
{
    /// <summary>Compared with where the id is unknown, so that an answer takes as long as for a wrong secret.</summary>
    private static readonly byte[] NoHash = new byte[ApiKey.HashLength];

    private readonly Dictionary<string, KnownKey> _byId = keys.ToDictionary(each => each.Key.Id, StringComparer.Ordinal);

    public bool AnyEverMade { get; } = anyEverMade;

    public bool AnyHolds(DateTime now) => _byId.Values.Any(each => each.Key.Holds(now));

    /// <summary>The key that was presented, if it is one of these and holds.</summary>
    public StoredKey? Find(ApiKey presented, DateTime now)
    {
        KnownKey? known = _byId.GetValueOrDefault(presented.Id);
        bool equal = CryptographicOperations.FixedTimeEquals(presented.Hash(), known?.SecretHash ?? NoHash);
        return equal && known is not null && known.Key.Holds(now) ? known.Key : null;
    }
}
