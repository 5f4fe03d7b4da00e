namespace DevMesh.Domain.Access;

/// <summary>What is known of a key: everything but its secret. Times are UTC.</summary>
/// <param name="Name">What people call it; unique among those that are active.</param>
/// <param name="Node">Of an ingest key, the one node that it may send for; null for the other scopes.</param>
/// <param name="LastUsedAt">To about a minute; null when it never was.</param>
/// <param name="ExpiresAt">Of a key that was rotated: until then it holds beside its successor.</param>
public sealed record StoredKey(
    string Id,
    string Name,
    Scope Scope,
    string? Node,
    DateTime CreatedAt,
    DateTime? LastUsedAt = null,
    DateTime? ExpiresAt = null,
    DateTime? RevokedAt = null)
{
    /// <summary>Whether it is the one of its name: neither rotated nor revoked.</summary>
    public bool IsActive => ExpiresAt is null && RevokedAt is null;

    /// <summary>Whether it opens anything at this moment.</summary>
    public bool Holds(DateTime now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    /// <summary>Whether it may act for a node: an ingest key for its own alone, an admin key for any.</summary>
    public bool MayActFor(string node) => Scope == Scope.Admin || (Scope == Scope.Ingest && Node == node);
}
