using DevMesh.Domain.Errors;

namespace DevMesh.Tests.Errors;

public sealed class NearestNamesTests
{
    private static readonly string[] Known = ["node", "service", "level", "since", "until", "template_id", "contains", "limit"];

    [Theory]
    [InlineData("limt", "limit")]
    [InlineData("Servise", "service")]
    [InlineData("templateid", "template_id")]
    [InlineData("temp", "template_id")]
    [InlineData("sicne", "since")]
    public void A_typing_error_finds_its_name(string name, string meant) => Assert.Equal(meant, NearestNames.Of(name, Known)[0]);

    [Theory]
    [InlineData("")]
    [InlineData("zzzzzzzz")]
    [InlineData("q")]
    public void What_is_like_nothing_finds_nothing(string name) => Assert.Empty(NearestNames.Of(name, Known));

    [Fact]
    public void A_name_as_long_as_a_page_is_not_compared() => Assert.Empty(NearestNames.Of(new string('n', 100_000), Known));
}
