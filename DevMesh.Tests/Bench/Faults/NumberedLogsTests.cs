using DevMesh.Bench.Faults;
using DevMesh.Domain.Canonicalization;

namespace DevMesh.Tests.Bench.Faults;

public sealed class NumberedLogsTests
{
    private readonly NumberedLogs _logs = new("Mrtestson");

    [Theory]
    [InlineData(0)]
    [InlineData(41)]
    [InlineData(1_234_567)]
    public void A_message_has_its_number_and_the_template_that_it_is_said_to_have(int number)
    {
        Assert.Equal(number, NumberedLogs.NumberOf(_logs.Message(number)));
        Assert.Equal(_logs.Template(number), Canonicalizers.Default.Canonicalize(_logs.Message(number)).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("job ")]
    [InlineData("job x of it")]
    [InlineData("jobs 1 of it")]
    public void Other_messages_have_no_number(string message) => Assert.Null(NumberedLogs.NumberOf(message));
}
