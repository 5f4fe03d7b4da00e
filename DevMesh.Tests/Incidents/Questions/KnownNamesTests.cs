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

    private static readonly string[] Fleet =
        ["db-1", "dns-1", "gpu-1", "gpu-node-3060", "gw-1", "mail-1", "mailrelay-1", "theta-1", "web-1", "web-2"];

    [Theory]
    [InlineData("is the dns box down?", "dns-1")]
    [InlineData("why is our DB server slow?", "db-1")]
    [InlineData("is the gateway ok?", "gw-1")]
    [InlineData("the database is slow", "db-1")]
    [InlineData("why are the gpu machines idle?", "gpu-1,gpu-node-3060")]
    [InlineData("both web servers hang", "web-1,web-2")]
    [InlineData("web-2 cannot reach the dns box", "web-2")]
    [InlineData("is the mail server down?", "")]
    [InlineData("is the box down, or the server?", "")]
    [InlineData("the web is slow", "")]
    [InlineData("dns is slow", "")]
    [InlineData("the backup server is slow", "")]
    public void Nodes_AreNamedByWhatTheyAre_OnlyWhenOneKindIsMeant(string question, string expected) =>
        Assert.Equal(expected, string.Join(',', KnownNames.Nodes(question, Fleet)));

    [Theory]
    [InlineData("is postgres down?", "postgresql@16-main.service")]
    [InlineData("why did apache stop?", "httpd.service")]
    [InlineData("mysql is slow", "")]
    [InlineData("mariadb is slow", "mariadb.service")]
    [InlineData("no ssh to the node", "sshd.service")]
    [InlineData("docker hangs", "dockerd")]
    [InlineData("grafana shows nothing", "grafana-server.service")]
    [InlineData("redis is gone", "")]
    public void Services_AreNamedByEverydayNames_OnlyWhenOneIsMeant(string question, string expected) => Assert.Equal(
        expected, string.Join(',', KnownNames.Services(question,
        [
            "postgresql@16-main.service", "httpd.service", "mariadb.service", "mysqld.service", "sshd.service", "dockerd",
            "grafana-server.service",
        ])));
}
