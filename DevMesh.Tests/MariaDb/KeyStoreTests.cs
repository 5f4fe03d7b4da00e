using DevMesh.Domain.Access;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Access;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.MariaDb;

public sealed class KeyStoreTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public Task InitializeAsync() => scratch.ExecuteAsync("DELETE FROM api_keys");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Of_many_that_make_a_key_of_one_name_at_once_one_succeeds()
    {
        KeyStore store = new(scratch.Database);
        bool[] made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
        {
            ApiKey key = ApiKey.Create();
            return store.AddAsync(new StoredKey(key.Id, "same", Scope.Read, Node: null, Now()), key.Hash(), default);
        }));
        Assert.Equal((1, 1), (made.Count(each => each), await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM api_keys")));
    }

    [Fact]
    public async Task Names_that_differ_in_case_are_two_and_a_name_is_free_again_when_it_was_revoked()
    {
        TestKeys keys = new(scratch, _time);
        await keys.AddAsync("Gpu", Scope.Read);
        await keys.AddAsync("gpu", Scope.Read);
        await keys.RevokeAsync("gpu");
        await keys.AddAsync("gpu", Scope.Admin);
        Assert.Equal("Gpu:True gpu:True gpu:False", Shown(await keys.Store.ListAsync(default)));
    }

    [Fact]
    public async Task Of_many_that_rotate_a_key_at_once_each_gets_a_successor_and_the_last_is_active()
    {
        TestKeys keys = new(scratch, _time);
        await keys.AddAsync("gpu", Scope.Ingest, "gpu-node");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => keys.RotateAsync("gpu", TimeSpan.FromHours(1))));
        IReadOnlyList<StoredKey> all = await keys.Store.ListAsync(default);
        Assert.Equal((7, 1), (all.Count, all.Count(each => each.IsActive)));
        Assert.All(all, each => Assert.Equal((Scope.Ingest, "gpu-node"), (each.Scope, each.Node)));
        Assert.Null(await keys.Store.RotateAsync("other", "0123456789ab", new byte[32], Now(), Now(), default));
    }

    [Fact]
    public async Task Keys_are_read_as_they_hold_at_a_time_with_the_hash_that_was_stored()
    {
        TestKeys keys = new(scratch, _time);
        Assert.False((await keys.Store.ReadAsync(Now(), default))!.AnyEverMade);
        string old = await keys.AddAsync("gpu", Scope.Ingest, "gpu-node");
        string successor = await keys.RotateAsync("gpu", TimeSpan.FromHours(1));
        Assert.Equal("True True", await FindAsync(old, successor));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("False True", await FindAsync(old, successor));
        await keys.RevokeAsync("gpu");
        Assert.Equal("False False", await FindAsync(old, successor));
        Assert.True((await keys.Store.ReadAsync(Now(), default))!.AnyEverMade);
        Assert.Empty(await keys.Store.RevokeAsync("gpu", Now(), default));
    }

    [Theory]
    [InlineData("+05:00")]
    [InlineData("-08:00")]
    public async Task Times_are_UTC_whatever_the_sessions_time_zone(string zone)
    {
        await using Database database = new(
            new ZonedSource(Driver.CreateDataSource(scratch.ConnectionString), zone), NullLogger<Database>.Instance);
        KeyStore store = new(database);
        ApiKey key = ApiKey.Create();
        await store.AddAsync(new StoredKey(key.Id, "k", Scope.Read, Node: null, Now()), key.Hash(), default);
        await store.NoteUseAsync([new(key.Id, Now().AddMinutes(1))], default);
        await store.RevokeAsync("k", Now().AddMinutes(2), default);
        StoredKey found = Assert.Single(await store.ListAsync(default));
        Assert.Equal(
            new StoredKey(key.Id, "k", Scope.Read, Node: null, Now(), Now().AddMinutes(1), ExpiresAt: null, Now().AddMinutes(2)),
            found);
        Assert.Equal(DateTimeKind.Utc, found.CreatedAt.Kind);
    }

    [Fact]
    public async Task Before_the_migrations_there_is_no_set_of_keys()
    {
        await scratch.ExecuteAsync("RENAME TABLE api_keys TO elsewhere");
        try
        {
            Assert.Null(await new KeyStore(scratch.Database).ReadAsync(Now(), default));
        }
        finally
        {
            await scratch.ExecuteAsync("RENAME TABLE elsewhere TO api_keys");
        }
    }

    private static string Shown(IReadOnlyList<StoredKey> keys) => string.Join(' ', keys
        .OrderBy(key => key.Name, StringComparer.Ordinal).ThenBy(key => !key.IsActive)
        .Select(key => $"{key.Name}:{key.IsActive}"));

    private DateTime Now() => _time.GetUtcNow().UtcDateTime;

    private async Task<string> FindAsync(params string[] keys)
    {
        KeySet set = (await new KeyStore(scratch.Database).ReadAsync(Now(), default))!;
        return string.Join(' ', keys.Select(text => ApiKey.TryParse(text, out ApiKey? key) && set.Find(key, Now()) is not null));
    }
}
