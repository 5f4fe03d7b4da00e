using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Logs;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("gpu-node-3060")]
    [InlineData("A.b_c-9")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Names_of_hosts_are_valid(string name) => Assert.True(NodeName.IsValid(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("knoten-ä")]
    [InlineData("a\n")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Anything_else_is_not(string? name) => Assert.False(NodeName.IsValid(name));
}
