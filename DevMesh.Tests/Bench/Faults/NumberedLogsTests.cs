using DevMesh.Bench.Faults;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Search.Values;

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
        string template = Canonicalizers.Default.Canonicalize(_logs.Message(number)).Text;
        Assert.Equal(_logs.Template(number), template);
        Assert.Single(ValueKeys.Of(_logs.Message(number), template, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("job 1 of it")]
    [InlineData("job 1 of it ended on 1")]
    [InlineData("job 1 of it ended on 11.0.0.1")]
    [InlineData("job 1 of it ended on ::1")]
    public void Other_messages_have_no_number(string message) => Assert.Null(NumberedLogs.NumberOf(message));
}
