using System.Text.Json;
using DevMesh.Domain.Nodes;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class PositionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_saved_is_loaded_again()
    {
        using JsonDocument limits = JsonDocument.Parse("""{"rule":{"00ff":[1,2]}}""");
        DateTimeOffset since = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Position position = new()
        {
            Cursor = "s=1;i=2",
            LoggedAt = 1_763_000_000_000_000,
            RateLimits = limits.RootElement,
            Pending = [new PendingBatch("a", "b", "r1"), new PendingBatch("c", "d", "r2")],
            Gaps = [new JournalGap(since, since.AddHours(1))],
        };

        File().Save(position);
        Position loaded = File().Load()!;

        Assert.Equal((position.Cursor, position.LoggedAt), (loaded.Cursor, loaded.LoggedAt));
        Assert.Equal("""{"rule":{"00ff":[1,2]}}""", JsonSerializer.Serialize(loaded.RateLimits));
        Assert.Equal(position.Pending, loaded.Pending);
        Assert.Equal(position.Gaps, loaded.Gaps);
    }

    [Fact]
    public void On_the_first_start_there_is_none() => Assert.Null(File().Load());

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"cursor\":\"a\"")]
    [InlineData("{\"cursor\":5}")]
    [InlineData("{\"cursor\":\"a\"}")]
    [InlineData("{\"pending\":null}")]
    [InlineData("{\"pending\":[null]}")]
    [InlineData("{\"pending\":[{\"first\":\"a\"}]}")]
    [InlineData("{\"pending\":[{\"first\":null,\"last\":\"b\",\"rules\":\"c\"}]}")]
    [InlineData("{\"gaps\":[null]}")]
    [InlineData("\0\0\0\0")]
    public void A_file_that_holds_no_position_is_told_and_can_be_set_aside(string content)
    {
        System.IO.File.WriteAllText(_folder["position.json"], content);

        Assert.ThrowsAny<JsonException>(() => File().Load());
        string aside = File().SetAside();

        Assert.Null(File().Load());
        Assert.Equal(content, System.IO.File.ReadAllText(aside));
    }

    [Fact]
    public void Rules_are_kept_under_their_hash_until_they_are_forgotten()
    {
        File().KeepRules("aa", "rules: []");
        File().KeepRules("bb", "rules: [ü]");
        System.IO.File.WriteAllText(_folder["position.json"], "{}");

        Assert.Equal("rules: [ü]", File().FindRules("bb"));
        Assert.Null(File().FindRules("cc"));

        File().ForgetRules(["bb", "cc"]);

        Assert.Null(File().FindRules("aa"));
        Assert.Equal("rules: [ü]", File().FindRules("bb"));
        Assert.True(System.IO.File.Exists(_folder["position.json"]));
    }

    private PositionFile File() => new(_folder.Path);
}
