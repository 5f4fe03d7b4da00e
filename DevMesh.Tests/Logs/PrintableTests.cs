using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Logs;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain <ip> text, ümläut, 日本, 🙂")]
    [InlineData("")]
    public void Harmless_text_stays_the_same(string text) => Assert.Same(text, Printable.Of(text));

    [Theory]
    [InlineData("a\u001b[31mred", "a\\u001b[31mred")]
    [InlineData("one\r\ntwo\tthree", "one\\u000d\\u000atwo\\u0009three")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\0", "\\u0000")]
    [InlineData("exe\u202egpj.", "exe\\u202egpj.")]
    [InlineData("x\u2066y\u2028z", "x\\u2066y\\u2028z")]
    public void What_moves_a_terminal_is_written_out(string text, string safe) => Assert.Equal(safe, Printable.Of(text));
}
