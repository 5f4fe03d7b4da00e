using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Journal;

public sealed class JournalStartTests
{
    [Fact]
    public void Words_name_the_starts()
    {
        Assert.Equal(JournalStart.All, JournalStart.Parse("all"));
        Assert.Equal(JournalStart.Boot, JournalStart.Parse("boot"));
        Assert.Equal(JournalStart.Now, JournalStart.Parse("now"));
    }

    [Theory]
    [InlineData("30m", 30)]
    [InlineData("24h", 24 * 60)]
    [InlineData("7d", 7 * 24 * 60)]
    [InlineData("0m", 0)]
    [InlineData("65535d", 65535L * 24 * 60)]
    public void A_span_goes_back_from_now(string text, long minutes) =>
        Assert.Equal(new JournalStart(JournalStartKind.Back, TimeSpan.FromMinutes(minutes)), JournalStart.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("24")]
    [InlineData("-1h")]
    [InlineData("+1h")]
    [InlineData(" 1h")]
    [InlineData("1 h")]
    [InlineData("1.5h")]
    [InlineData("1s")]
    [InlineData("65536h")]
    [InlineData("Boot")]
    [InlineData("yesterday")]
    public void Anything_else_is_no_start(string text) => Assert.Null(JournalStart.Parse(text));
}
