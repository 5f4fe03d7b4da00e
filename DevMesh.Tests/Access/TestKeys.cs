using DevMesh.Domain.Access;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Access;

/// <summary>Makes keys in a database as the verb does, at the time of the test.</summary>
internal sealed class TestKeys(ScratchDatabase scratch, TimeProvider clock)
{
    public KeyStore Store { get; } = new(scratch.Database);

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <returns>The key as its holder has it.</returns>
    public async Task<string> AddAsync(string name, Scope scope, string? node = null)
    {
        ApiKey key = ApiKey.Create();
        Assert.True(await Store.AddAsync(new StoredKey(key.Id, name, scope, node, Now), key.Hash(), default));
        return key.Text();
    }

    /// <returns>The new key.</returns>
    public async Task<string> RotateAsync(string name, TimeSpan grace)
    {
        ApiKey key = ApiKey.Create();
        Assert.NotNull(await Store.RotateAsync(name, key.Id, key.Hash(), Now, Now + grace, default));
        return key.Text();
    }

    public async Task RevokeAsync(string name) => Assert.NotEmpty(await Store.RevokeAsync(name, Now, default));
}
