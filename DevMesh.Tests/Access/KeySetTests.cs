using DevMesh.Domain.Access;

namespace DevMesh.Tests.Access;

public sealed class KeySetTests
{
    private static readonly DateTime Now = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private readonly ApiKey _key = ApiKey.Create();

    [Fact]
    public void A_key_is_found_by_its_id_and_its_secret_together()
    {
        KeySet keys = Holding(key => key);
        Assert.Equal(_key.Id, keys.Find(_key, Now)?.Id);
        Assert.True(ApiKey.TryParse($"dm_{_key.Id}_{ApiKey.Create().Text()[^64..]}", out ApiKey? otherSecret));
        Assert.Null(keys.Find(otherSecret, Now));
        Assert.True(ApiKey.TryParse($"dm_{ApiKey.Create().Id}_{_key.Text()[^64..]}", out ApiKey? otherId));
        Assert.Null(keys.Find(otherId, Now));
    }

    [Fact]
    public void A_secret_of_zeros_opens_nothing_where_the_id_is_unknown()
    {
        Assert.True(ApiKey.TryParse("dm_0123456789ab_" + new string('0', 64), out ApiKey? zeros));
        Assert.Null(Holding(key => key).Find(zeros, Now));
    }

    [Fact]
    public void A_rotated_key_holds_until_its_end_and_a_revoked_one_not_at_all()
    {
        KeySet rotated = Holding(key => key with { ExpiresAt = Now.AddHours(1) });
        Assert.NotNull(rotated.Find(_key, Now.AddHours(1).AddTicks(-1)));
        Assert.Null(rotated.Find(_key, Now.AddHours(1)));
        Assert.Equal((true, false), (rotated.AnyHolds(Now), rotated.AnyHolds(Now.AddHours(1))));
        Assert.Null(Holding(key => key with { RevokedAt = Now }).Find(_key, Now));
    }

    [Theory]
    [InlineData(Scope.Ingest, Scope.Ingest, true)]
    [InlineData(Scope.Ingest, Scope.Read, false)]
    [InlineData(Scope.Ingest, Scope.Admin, false)]
    [InlineData(Scope.Read, Scope.Ingest, false)]
    [InlineData(Scope.Read, Scope.Read, true)]
    [InlineData(Scope.Read, Scope.Admin, false)]
    [InlineData(Scope.Admin, Scope.Ingest, true)]
    [InlineData(Scope.Admin, Scope.Read, true)]
    [InlineData(Scope.Admin, Scope.Admin, true)]
    public void A_scope_allows_itself_and_admin_allows_all(Scope held, Scope needed, bool allowed) =>
        Assert.Equal(allowed, Scopes.Allows(held, needed));

    [Theory]
    [InlineData(Scope.Ingest, "gpu-node", "gpu-node", true)]
    [InlineData(Scope.Ingest, "gpu-node", "GPU-NODE", false)]
    [InlineData(Scope.Ingest, "gpu-node", "pi-1", false)]
    [InlineData(Scope.Ingest, null, "gpu-node", false)]
    [InlineData(Scope.Read, null, "gpu-node", false)]
    [InlineData(Scope.Admin, null, "gpu-node", true)]
    public void An_ingest_key_acts_for_its_own_node_alone(Scope scope, string? node, string asked, bool may) =>
        Assert.Equal(may, new StoredKey("0123456789ab", "k", scope, node, Now).MayActFor(asked));

    private KeySet Holding(Func<StoredKey, StoredKey> change) =>
        new([new KnownKey(change(new StoredKey(_key.Id, "k", Scope.Read, Node: null, Now)), _key.Hash())], anyEverMade: true);
}
