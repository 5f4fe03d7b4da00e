using DevMesh.Shipper;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Shipper;

public sealed class StandardErrorLoggerTests : IDisposable
{
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Theory]
    [InlineData(LogLevel.Information, "<6>text\n")]
    [InlineData(LogLevel.Warning, "<4>text\n")]
    [InlineData(LogLevel.Error, "<3>text\n")]
    [InlineData(LogLevel.Debug, "")]
    public void Under_systemd_a_line_carries_its_priority(LogLevel level, string expected)
    {
        Log(level, "text", withPriority: true);

        Assert.Equal(expected, _output.ToString());
    }

    [Fact]
    public void What_the_server_said_is_one_line_that_a_terminal_bears()
    {
        Log(LogLevel.Warning, "one\r\ntwo \u001b[31mred\u202e", withPriority: false);

        Assert.Equal("devmesh-shipper: one two \\u001b[31mred\\u202e\n", _output.ToString());
    }

    private void Log(LogLevel level, string text, bool withPriority) =>
        new StandardErrorLogger(_output, withPriority).Log(level, default, text, null, (state, _) => state);
}
