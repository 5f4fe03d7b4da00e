using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Tests.Incidents.Questions;

public sealed class KnownNamesTests
{
    private static readonly string[] Nodes = ["gpu-node", "gpu-node-3060", "mariadb-vm", "web"];

    [Theory]
    [InlineData("why did gpu-node stop?", "gpu-node")]
    [InlineData("why did GPU-NODE-3060 stop?", "gpu-node-3060")]
    [InlineData("gpu-node.lan and mariadb-vm are slow", "gpu-node,mariadb-vm")]
    [InlineData("the webserver is slow", "")]
    [InlineData("is web, of all, slow?", "web")]
    [InlineData("", "")]
    public void Nodes_AreNamedInWhole(string question, string expected) =>
        Assert.Equal(expected, string.Join(',', KnownNames.Nodes(question, Nodes)));

    [Theory]
    [InlineData("is nginx down?", "nginx.service")]
    [InlineData("is nginx.service down?", "nginx.service")]
    [InlineData("did postgresql restart?", "postgresql@16-main.service")]
    [InlineData("was there an error in the app?", "")]
    [InlineData("is app.service down?", "app.service")]
    public void Services_AreNamedWithOrWithoutSuffix(string question, string expected) => Assert.Equal(
        expected, string.Join(',',
            KnownNames.Services(question, ["nginx.service", "postgresql@16-main.service", "app.service"])));
}
