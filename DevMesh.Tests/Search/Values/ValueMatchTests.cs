using DevMesh.Domain.Search.Values;

namespace DevMesh.Tests.Search.Values;

public sealed class ValueMatchTests
{
    [Theory]
    [InlineData("from 10.0.0.5 port 22", "10.0.0.5")]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData("from 110.0.0.5 and 10.0.0.50, then 10.0.0.5.", "10.0.0.5")]
    [InlineData("upstream 10.0.0.5:443", "10.0.0.5")]
    [InlineData("container 3fa9c1d2e4b5aa77", "3fa9c1d2e4b5")]
    [InlineData("C-0x9F777029a3be", "9f777029a3be")]
    [InlineData("exit code 137", "137")]
    [InlineData("user 'Root'", "root")]
    [InlineData("session-470.scope", "470")]
    [InlineData("open /etc/hosts", "/etc/hosts")]
    public void A_value_stands_in_a_message(string message, string value) => Assert.True(ValueMatch.Stands(message, value));

    [Theory]
    [InlineData("from 110.0.0.5", "10.0.0.5")]
    [InlineData("from 10.0.0.50", "10.0.0.5")]
    [InlineData("from 10.0.0.5.7", "10.0.0.5")]
    [InlineData("took 1.470 s, 470.5 s, 470ms", "470")]
    [InlineData("chroot", "root")]
    [InlineData("short", "a longer value")]
    [InlineData("anything", "")]
    public void A_part_of_something_else_is_not_the_value(string message, string value) => Assert.False(ValueMatch.Stands(message, value));
}
