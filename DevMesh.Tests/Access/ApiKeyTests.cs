using System.Globalization;
using System.Security.Cryptography;
using DevMesh.Domain.Access;

namespace DevMesh.Tests.Access;

public sealed class ApiKeyTests
{
    private static readonly string Sound = "dm_0123456789ab_" + new string('0', 63) + "f";

    [Fact]
    public void A_made_key_can_be_read_again_and_no_two_are_alike()
    {
        ApiKey[] made = [.. Enumerable.Range(0, 1000).Select(_ => ApiKey.Create())];
        Assert.All(made, key =>
        {
            Assert.True(ApiKey.TryParse(key.Text(), out ApiKey? read));
            Assert.Equal((key.Id, key.Text()), (read.Id, read.Text()));
            Assert.Equal(key.Hash(), read.Hash());
        });
        Assert.Equal(1000, made.Select(key => key.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(1000, made.Select(key => key.Text()[^64..]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_hash_is_SHA_256_of_the_bytes_of_the_secret()
    {
        Assert.True(ApiKey.TryParse(Sound, out ApiKey? key));
        byte[] secret = new byte[32];
        secret[31] = 15;
        Assert.Equal(SHA256.HashData(secret), key.Hash());
    }

    [Fact]
    public void What_is_printed_by_mistake_has_no_secret()
    {
        ApiKey key = ApiKey.Create();
        Assert.Equal($"dm_{key.Id}_…", string.Create(CultureInfo.InvariantCulture, $"{key}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dm_")]
    [InlineData("{0}0")]
    [InlineData("{0}\n")]
    [InlineData(" {0}")]
    [InlineData("DM_0123456789ab_000000000000000000000000000000000000000000000000000000000000000f")]
    [InlineData("dm_0123456789AB_000000000000000000000000000000000000000000000000000000000000000f")]
    [InlineData("dm_0123456789ab-000000000000000000000000000000000000000000000000000000000000000f")]
    [InlineData("dm_0123456789ab_00000000000000000000000000000000000000000000000000000000000000ff0")]
    [InlineData("dm_0123456789ab_000000000000000000000000000000000000000000000000000000000000000F")]
    [InlineData("dm_0123456789ab_000000000000000000000000000000000000000000000000000000000000000٣")]
    public void Anything_else_is_no_key(string text) =>
        Assert.False(ApiKey.TryParse(text.Replace("{0}", Sound, StringComparison.Ordinal), out _));
}
