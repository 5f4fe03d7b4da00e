using DevMesh.Domain.Embeddings;

namespace DevMesh.Tests.Embeddings;

public sealed class WordReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("--- ... ///", "")]
    [InlineData("Out of memory", "out of memory")]
    [InlineData("snake_case dotted.name /usr/sbin/cron", "snake case dotted name usr sbin cron")]
    [InlineData("OutOfMemoryError", "out of memory error outofmemoryerror")]
    [InlineData("HTTPServer", "http server httpserver")]
    [InlineData("docker0 ext4 aF3Bc9", "docker0 ext4 af3bc9")]
    [InlineData("from <ip> port <num>", "from ip port num")]
    [InlineData("a < b <c", "a b c")]
    [InlineData("Überlauf größer", "überlauf größer")]
    public void Reads_words_in_lower_case(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(text).Select(word => word.Text)));

    [Fact]
    public void Placeholders_numbers_and_common_words_are_told_apart() =>
        Assert.Equal(
            [WordKind.Word, WordKind.Common, WordKind.Placeholder, WordKind.Number, WordKind.Placeholder],
            Read("accepted from <ip> 22 <hex-id>").Select(word => word.Kind));

    [Fact]
    public void A_blob_is_cut()
    {
        (string text, _) = Assert.Single(Read(new string('x', 5000)));
        Assert.Equal(WordReader.MaxLength, text.Length);
    }

    [Fact]
    public void Brackets_that_hold_no_placeholder_are_only_brackets() =>
        Assert.All(Read("<Name> <a b> <> <" + new string('x', 100) + ">"), word => Assert.NotEqual(WordKind.Placeholder, word.Kind));

    private static List<(string Text, WordKind Kind)> Read(string text)
    {
        var words = new WordReader(text, new char[WordReader.ScratchSize]);
        List<(string, WordKind)> read = [];
        while (words.Read())
        {
            read.Add((words.Word.ToString(), words.Kind));
        }

        return read;
    }
}
