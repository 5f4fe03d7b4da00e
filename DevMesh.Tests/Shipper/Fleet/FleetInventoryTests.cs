using System.Runtime.Versioning;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>What is wrong with an inventory or an argument: told at once, with its line, before anything is done.</summary>
[SupportedOSPlatform("linux")]
public sealed class FleetInventoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("n1", ":1: n1 has no address; a line is NAME ADDRESS[:PORT] [user=USER] [key=FILE]")]
    [InlineData("n1 user=ops", ":1: n1 has no address")]
    [InlineData("n/1 10.0.0.1", ":1: the node 'n/1' must be 1 to 64 of A-Z a-z 0-9 . _ -")]
    [InlineData("-n 10.0.0.1", ":1: the node '-n' must be")]
    [InlineData("n\u001b[31m 10.0.0.1", ":1: the node 'n^[[31m' must be")]
    [InlineData("\n# two\n\nn1 fd00::1", ":4: the address 'fd00::1' must be a name, an IPv4 address")]
    [InlineData("n1 -oProxyCommand=x", ":1: n1 has no address")]
    [InlineData("n1 -x", ":1: the address '-x' must be")]
    [InlineData("n1 a@b", ":1: the address 'a@b' must be")]
    [InlineData("n1 10.0.0.1:0", ":1: the port of '10.0.0.1:0' must be a number from 1 to 65535")]
    [InlineData("n1 10.0.0.1:70000", ":1: the port of '10.0.0.1:70000' must be")]
    [InlineData("n1 10.0.0.1 user=-l", ":1: user is '-l'; it must be the name of an account")]
    [InlineData("default port=x", ":1: port is 'x'; it must be a number from 1 to 65535")]
    [InlineData("n1 10.0.0.1 ops", ":1: 'ops' is not understood; there are user=USER, key=FILE and port=PORT")]
    [InlineData("n1 10.0.0.1 key=nowhere", ":1: the key file 'nowhere' cannot be read; a path is taken from")]
    [InlineData("n1 10.0.0.1 key=open", ":1: the key file 'open' has mode 644, and ssh takes none that others can read")]
    [InlineData("n1 10.0.0.1\nn1 10.0.0.2", ":2: n1 is listed already, in line 1")]
    [InlineData("n1 10.0.0.1\nn2 10.0.0.1:22", ":2: 10.0.0.1 port 22 is the address of n1 already, in line 1")]
    [InlineData("# nothing", "lists no node")]
    public async Task A_mistake_is_told_with_its_line(string text, string error)
    {
        FleetResult result = await RunAsync(text, "--server", "http://localhost:8000");

        Assert.Equal(2, result.Code);
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was done.", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--server is 'ftp://x'; it must be an address such as http://10.0.0.18:8000", "--server", "ftp://x")]
    [InlineData("--server is 'http://x:0'", "--server", "http://x:0")]
    [InlineData("--server is 'http://x:65536'", "--server=http://x:65536")]
    [InlineData("--server is 'host'", "--server", "host")]
    [InlineData("--server is missing", "--dry-run")]
    [InlineData("--check-url is 'x'", "--check-url", "x")]
    [InlineData("--jobs is '0'; it must be a number from 1 to 64", "--jobs", "0")]
    [InlineData("--jobs is '65'", "--jobs", "65")]
    [InlineData("--timeout is '1h'; it must be a number of seconds from 0 to 3600", "--timeout", "1h")]
    [InlineData("--only names 'n2', which the inventory does not list", "--only", "n1,n2")]
    [InlineData("--package is 'x.tar.gz'; it must be a file that ./devmesh publish shipper made", "--package", "x.tar.gz")]
    [InlineData("shipper-1.2.3-linux-x64.tar.gz cannot be read", "--package", "devmesh-shipper-1.2.3-linux-x64.tar.gz")]
    [InlineData("--read-key-file /nowhere cannot be read", "--read-key-file", "/nowhere")]
    [InlineData("--make-keys needs a key that may read, too", "--make-keys")]
    [InlineData("'--fast' is no option", "--fast")]
    [InlineData("'--serverx' is no option", "--serverx", "y")]
    [InlineData("--keys needs a value", "--keys")]
    [InlineData("'more' is one argument too many", "more")]
    public async Task A_wrong_argument_is_told(string error, params string[] arguments)
    {
        FleetResult result = await RunAsync("n1 10.0.0.1", arguments);

        Assert.Equal(2, result.Code);
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        FleetResult result = await RunAsync("default kex=1\nn1\nn2 a:b:c\n", "--server", "x", "--jobs", "many");
        Assert.Equal(5, result.Errors.Split("devmesh: ").Length - 1);
    }

    [Fact]
    public async Task A_missing_inventory_is_told()
    {
        FleetResult result = await RunAsync(null, "--server", "http://localhost:8000");
        Assert.Equal(2, result.Code);
        Assert.Contains("cannot be read; it must be a file that lists the nodes", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_option_of_the_help_is_in_the_docs()
    {
        FleetResult result = await RunAsync("", "--help");
        string docs = File.ReadAllText(Repository.File("docs/fleet.md"));

        Assert.Equal(0, result.Code);
        string[] options =
        [
            .. result.Output.Split([' ', '\n', ']']).Where(word => word.StartsWith("--", StringComparison.Ordinal)).Distinct(),
        ];
        Assert.Equal(12, options.Length);
        Assert.All(options, option => Assert.Contains($"`{option}", docs, StringComparison.Ordinal));
    }

    private Task<FleetResult> RunAsync(string? inventory, params string[] arguments)
    {
        string file = _folder["fleet.txt"];
        if (inventory is not null)
        {
            File.WriteAllText(file, inventory);
        }

        File.WriteAllText(_folder["open"], "");
        File.SetUnixFileMode(_folder["open"], (UnixFileMode)Convert.ToInt32("644", 8));
        return FleetScript.RunAsync(_folder, ["fleet", file, .. arguments]);
    }
}
