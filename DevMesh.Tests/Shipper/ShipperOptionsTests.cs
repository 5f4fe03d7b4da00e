using System.CommandLine;
using DevMesh.Shipper;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper;

public sealed class ShipperOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Node_and_server_are_enough()
    {
        ShipperOptions options = Read("--node", "n1", "--server", "http://host:8000")!;

        Assert.Equal(
            ("n1", "http://host:8000/", "/var/lib/devmesh-shipper"), (options.Node, options.Server.ToString(), options.State));
        Assert.Equal((null, null, true), (options.Key, options.FilterFile, options.Filters));
        Assert.Equal((JournalStart.Boot, BatchLimits.Default, 2), (options.Start, options.Limits, options.InFlight));
        Assert.False(options.StandardInput || options.Once);
    }

    [Fact]
    public void The_environment_says_what_the_command_line_does_not()
    {
        File.WriteAllText(_folder["key"], "secret\n");
        _environment["DEVMESH_NODE"] = "from-environment";
        _environment["DEVMESH_SERVER"] = "https://host/base/";
        _environment["DEVMESH_KEY_FILE"] = _folder["key"];
        _environment["DEVMESH_STATE"] = _folder["state"];
        _environment["DEVMESH_FILTER"] = "/etc/filter.yaml";
        _environment["DEVMESH_START"] = "2h";
        _environment["DEVMESH_BATCH_COUNT"] = "100";
        _environment["DEVMESH_BATCH_BYTES"] = "2048";
        _environment["DEVMESH_BATCH_AGE"] = "250";
        _environment["DEVMESH_IN_FLIGHT"] = "1";

        ShipperOptions options = Read("--node", "named")!;

        Assert.Equal(("named", "https://host/base/", "secret"), (options.Node, options.Server.ToString(), options.Key));
        Assert.Equal((_folder["state"], "/etc/filter.yaml", true), (options.State, options.FilterFile, options.Filters));
        Assert.Equal(new BatchLimits(100, 2048, TimeSpan.FromMilliseconds(250)), options.Limits);
        Assert.Equal((JournalStart.Parse("2h"), 1), (options.Start, options.InFlight));
    }

    [Fact]
    public void An_empty_variable_says_nothing()
    {
        _environment["DEVMESH_START"] = "";
        _environment["DEVMESH_KEY_FILE"] = "";

        ShipperOptions options = Read("--node", "n1", "--server", "http://h")!;

        Assert.Equal((JournalStart.Boot, null), (options.Start, options.Key));
    }

    [Fact]
    public void Every_mistake_is_told_at_once_with_what_is_accepted()
    {
        _environment["DEVMESH_NODE"] = "a node";
        _environment["DEVMESH_BATCH_AGE"] = "1s";

        Assert.Null(Read(
            "--server", "host:8000", "--key-file", _folder["missing"], "--start", "yesterday", "--batch-count", "0",
            "--batch-bytes", "99999999",
            "--in-flight", "3", "--directory", _folder["none"], "--stdin"));

        Assert.Collection(
            _errors,
            each => Assert.Equal("--stdin and --directory exclude each other: entries come from one place", each),
            each => Assert.Equal($"--directory {_folder["none"]} is no directory; it must be one with journal files in it", each),
            each => Assert.Equal(
                "--node (or DEVMESH_NODE) is 'a node'; it must be 1 to 64 letters, digits, dots, underscores and hyphens", each),
            each => Assert.Equal(
                "--server (or DEVMESH_SERVER) is 'host:8000'; it must be the address of the DevMesh server, such as http://monitoring-vm:8000", each),
            each => Assert.StartsWith($"--key-file {_folder["missing"]} cannot be read: ", each, StringComparison.Ordinal),
            each => Assert.Equal($"--start (or DEVMESH_START) is 'yesterday'; it must be {JournalStart.Accepted}", each),
            each => Assert.Equal(
                "--batch-count (or DEVMESH_BATCH_COUNT) is '0'; it must be a whole number from 1 to 50000", each),
            each => Assert.Equal(
                "--batch-bytes (or DEVMESH_BATCH_BYTES) is '99999999'; it must be a whole number from 1024 to 16777216", each),
            each => Assert.Equal("--batch-age (or DEVMESH_BATCH_AGE) is '1s'; it must be a whole number from 10 to 60000", each),
            each => Assert.Equal("--in-flight (or DEVMESH_IN_FLIGHT) is '3'; it must be a whole number from 1 to 2", each));
    }

    [Fact]
    public void What_is_missing_is_told()
    {
        Assert.Null(Read());

        Assert.Equal(
            [
                "--node (or DEVMESH_NODE) is missing; it must be 1 to 64 letters, digits, dots, underscores and hyphens",
                "--server (or DEVMESH_SERVER) is missing; it must be the address of the DevMesh server, such as http://monitoring-vm:8000",
            ],
            _errors);
    }

    [Theory]
    [InlineData("monitoring-vm")]
    [InlineData("/path")]
    [InlineData("ftp://host")]
    [InlineData("http://")]
    public void A_server_is_an_http_address(string server)
    {
        Assert.Null(Read("--node", "n1", "--server", server));
        Assert.Contains($"'{server}'", Assert.Single(_errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("two words")]
    [InlineData("two\nlines")]
    [InlineData("schlüssel")]
    public void A_key_is_one_line_of_printable_ASCII(string content)
    {
        File.WriteAllText(_folder["key"], content);

        Assert.Null(Read("--node", "n1", "--server", "http://h", "--key-file", _folder["key"]));
        Assert.Equal($"--key-file {_folder["key"]} holds no key; it must be one line of printable ASCII", Assert.Single(_errors));
    }

    [Fact]
    public void Standard_input_keeps_no_state_and_filters_nothing_unless_asked_to()
    {
        ShipperOptions plain = Read("--node", "n1", "--server", "http://h", "--stdin")!;
        ShipperOptions asked = Read(
            "--node", "n1", "--server", "http://h", "--stdin", "--state", _folder["s"], "--filter", "/f.yaml")!;

        Assert.Equal((true, null, false), (plain.StandardInput, plain.State, plain.Filters));
        Assert.Equal((_folder["s"], "/f.yaml", true), (asked.State, asked.FilterFile, asked.Filters));
    }

    [Fact]
    public void Files_are_read_from_their_first_entry_and_the_filter_can_be_switched_off()
    {
        ShipperOptions options = Read(
            "--node", "n1", "--server", "http://h", "--directory", _folder.Path, "--once", "--filter", "none")!;

        Assert.Equal((_folder.Path, true, JournalStart.All), (options.Directory, options.Once, options.Start));
        Assert.Equal((false, null), (options.Filters, options.FilterFile));
    }

    private ShipperOptions? Read(params string[] arguments)
    {
        SourceOptions source = new();
        Command command = new("run") { source.StandardInput, source.Directory, source.Once };
        foreach (Setting setting in DevMesh.Shipper.Settings.All)
        {
            command.Add(setting.Option);
        }

        ParseResult parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return ShipperOptions.Read(parsed, source, _environment.GetValueOrDefault, _errors);
    }
}
