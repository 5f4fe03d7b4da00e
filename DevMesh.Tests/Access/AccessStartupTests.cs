using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Access;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Access;

/// <summary>Who starts without a key, and what is said about it.</summary>
public sealed class AccessStartupTests
{
    private const string Consent = "yes-anyone-may-read-and-write";

    private static readonly ManualTime Time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private readonly LogLines _lines = new();

    [Theory]
    [InlineData("127.0.0.1", "", AccessPolicy.OpenWithoutKeys)]
    [InlineData("127.0.0.53", "", AccessPolicy.OpenWithoutKeys)]
    [InlineData("::1", "", AccessPolicy.OpenWithoutKeys)]
    [InlineData("0.0.0.0", "", AccessPolicy.KeysRequiredToStart)]
    [InlineData("::", "", AccessPolicy.KeysRequiredToStart)]
    [InlineData("192.0.2.1", "", AccessPolicy.KeysRequiredToStart)]
    [InlineData("0.0.0.0", Consent, AccessPolicy.OpenWithoutKeys)]
    internal void The_self_host_is_open_without_keys_on_loopback_or_when_told_in_so_many_words(
        string bind, string consent, AccessPolicy expected) =>
        Assert.Equal(expected, AccessPolicies.OfSelfHost(Settings(bind, consent)));

    [Theory]
    [InlineData("true")]
    [InlineData("yes")]
    [InlineData("Yes-anyone-may-read-and-write")]
    public void Other_words_are_not_taken_for_that(string words) =>
        Assert.Throws<SettingsException>(() => Settings("0.0.0.0", words));

    [Fact]
    public async Task On_an_address_that_others_reach_it_does_not_start_without_a_key_that_holds()
    {
        foreach (KeySet? keys in new[] { null, new KeySet([], anyEverMade: false), new KeySet([], anyEverMade: true) })
        {
            AccessException refused = await Assert.ThrowsAsync<AccessException>(() => CheckAsync("0.0.0.0", "", keys));
            Assert.StartsWith(
                "DEVMESH_BIND: other machines reach 0.0.0.0, and there is no API key that holds",
                refused.Message,
                StringComparison.Ordinal);
            Assert.Contains("./devmesh keys create", refused.Message, StringComparison.Ordinal);
            Assert.Contains($"DEVMESH_OPEN_ACCESS={Consent}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_a_key_it_starts_and_says_that_keys_are_needed()
    {
        await CheckAsync("0.0.0.0", "", WithKey());
        Assert.Equal("Every request but GET /health needs an API key", Assert.Single(_lines.All).Message);
    }

    [Theory]
    [InlineData("127.0.0.1", "", "", 1)]
    [InlineData("0.0.0.0", Consent, "", 1)]
    [InlineData("127.0.0.1", "", "127.0.0.1", 2)]
    public async Task An_open_one_says_so_and_warns_of_a_proxy_in_front(string bind, string consent, string proxies, int lines)
    {
        await CheckAsync(bind, consent, keys: null, proxies);
        _lines.Clear();
        await CheckAsync(bind, consent, new KeySet([], anyEverMade: false), proxies);
        Assert.StartsWith(
            $"No API key was ever made: whoever reaches {bind} may read and send everything",
            _lines.All[0].Message,
            StringComparison.Ordinal);
        Assert.Equal(lines, _lines.All.Count);
    }

    [Fact]
    public async Task When_all_keys_were_revoked_it_is_closed_and_says_so()
    {
        await CheckAsync("127.0.0.1", "", new KeySet([], anyEverMade: true));
        Assert.Contains("there is none that holds", Assert.Single(_lines.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_database_it_starts_closed_and_says_so()
    {
        await CheckAsync("0.0.0.0", "", keys: null, isAway: true);
        Assert.Contains("cannot be read yet", Assert.Single(_lines.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_the_Functions_host_it_starts_closed_without_a_key_and_says_how_to_make_one()
    {
        await CheckAsync("127.0.0.1", "", keys: null, policy: AccessPolicy.KeysRequired);
        Assert.EndsWith("the verb keys create makes one", Assert.Single(_lines.All).Message, StringComparison.Ordinal);
    }

    private static KeySet WithKey()
    {
        ApiKey key = ApiKey.Create();
        StoredKey stored = new(key.Id, "k", Scope.Read, Node: null, DateTime.UnixEpoch);
        return new KeySet([new KnownKey(stored, key.Hash())], anyEverMade: true);
    }

    private static DevMeshSettings Settings(string bind, string consent, string proxies = "") =>
        SettingsReader.Read(new Dictionary<string, string>
        {
            ["MARIADB_CONNECTION"] = "Server=127.0.0.1",
            ["DEVMESH_BIND"] = bind,
            ["DEVMESH_OPEN_ACCESS"] = consent,
            ["TRUSTED_PROXIES"] = proxies,
        }).Settings;

    private async Task CheckAsync(
        string bind, string consent, KeySet? keys, string proxies = "", bool isAway = false, AccessPolicy? policy = null)
    {
        DevMeshSettings settings = Settings(bind, consent, proxies);
        Mock<IKeyStore> store = new();
        store.Setup(each => each.ReadAsync(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
            .Returns(() => isAway
                ? throw new StoreUnavailableException("away", new InvalidOperationException())
                : Task.FromResult(keys));
        AccessStartup startup = new(
            policy ?? AccessPolicies.OfSelfHost(settings), store.Object, settings, Time, _lines.Logger<AccessStartup>());
        await startup.CheckAsync(default);
    }
}
