using DevMesh.Functions.Commands;

namespace DevMesh.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("settings")]
    [InlineData("no-such-verb", "--option")]
    [InlineData("--help")]
    [InlineData("--version")]
    public void Verbs_and_questions_for_help_are_for_the_command_line(params string[] args) => Assert.True(CommandLine.IsVerb(args));

    [Theory]
    [InlineData]
    [InlineData("--host", "127.0.0.1", "--port", "50000", "--workerId", "1", "--requestId", "2", "--grpcMaxMessageLength", "2147483647")]
    [InlineData("--functions-uri", "http://127.0.0.1:50000/", "--functions-worker-id", "1")]
    [InlineData("")]
    public void What_the_Functions_host_passes_is_not(params string[] args) => Assert.False(CommandLine.IsVerb(args));
}
