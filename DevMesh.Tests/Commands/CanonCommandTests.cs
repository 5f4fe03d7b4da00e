using System.Text;
using DevMesh.Domain.Canonicalization;
using DevMesh.Functions.Commands;

namespace DevMesh.Tests.Commands;

public sealed class CanonCommandTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a 1\n", "a <number>\n")]
    [InlineData("a\nb", "a\nb\n")]
    [InlineData("a\n\n\nb\n", "a\n\n\nb\n")]
    [InlineData("a\r\nb\rc\n", "a\nb c\n")]
    [InlineData("a\u2028b\u0085c\n", "a b c\n")]
    public async Task One_line_out_per_line_in(string input, string expected) =>
        Assert.Equal(expected, await RunAsync(Encoding.UTF8.GetBytes(input)));

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_read_as_replacement_characters() =>
        Assert.Equal("a \uFFFD b\nc\n", await RunAsync([(byte)'a', (byte)' ', 0xFF, (byte)' ', (byte)'b', (byte)'\n', (byte)'c']));

    [Fact]
    public async Task A_line_longer_than_a_block_stays_one_line()
    {
        string line = new('x', 200_000);
        Assert.Equal(line + "\ny\n", await RunAsync(Encoding.UTF8.GetBytes(line + "\ny\n")));
    }

    [Theory]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("newest")]
    public void An_unknown_version_is_an_error_that_names_the_known_ones(string version)
    {
        var parsed = CanonCommand.Create().Parse(["--canon-version", version]);
        Assert.Contains($"{version} is not known; known versions: 1, 2", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(byte[] input)
    {
        using MemoryStream output = new();
        int code = await CanonCommand.RunAsync(Canonicalizers.Of(1), new MemoryStream(input), output, CancellationToken.None);
        Assert.Equal(0, code);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
