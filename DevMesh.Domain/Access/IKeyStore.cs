using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Access;

/// <summary>Port: the keys that are stored. A secret goes in as its hash and never comes out.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IKeyStore
{
    /// <summary>The keys that hold at <paramref name="now"/>; null before the migrations have made room for any.</summary>
    Task<KeySet?> ReadAsync(DateTime now, CancellationToken ct);

    /// <summary>Every key that was ever made, by name, the newest first.</summary>
    Task<IReadOnlyList<StoredKey>> ListAsync(CancellationToken ct);

    /// <returns>False, with nothing stored, when a key of that name is active.</returns>
    Task<bool> AddAsync(StoredKey key, byte[] secretHash, CancellationToken ct);

    /// <summary>Gives the active key of a name a successor of the same scope and node, and an end.</summary>
    /// <returns>The key that ends, or null when none of that name is active.</returns>
    Task<StoredKey?> RotateAsync(string name, string newId, byte[] newHash, DateTime now, DateTime oldEnds, CancellationToken ct);

    /// <summary>Revokes every key of a name that still holds.</summary>
    /// <returns>Those that it revoked.</returns>
    Task<IReadOnlyList<StoredKey>> RevokeAsync(string name, DateTime now, CancellationToken ct);

    /// <param name="used">When each key, by its id, was last used.</param>
    Task NoteUseAsync(IReadOnlyCollection<KeyValuePair<string, DateTime>> used, CancellationToken ct);
}
