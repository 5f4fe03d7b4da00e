using System.CommandLine;

namespace DevMesh.Shipper;

/// <summary>Where entries are read from, for the one run: not settings, because a service reads the machine's journal.</summary>
internal sealed class SourceOptions
{
    public Option<bool> StandardInput { get; } = new("--stdin")
    {
        Description = "read lines from standard input as `journalctl -o json --all` writes them, instead of the machine's journal",
    };

    public Option<string?> Directory { get; } = new("--directory")
    {
        HelpName = "DIR",
        Description = "read the journal files in this directory, instead of the machine's journal",
    };

    public Option<bool> Once { get; } = new("--once")
    {
        Description = "end at the end of the journal, instead of waiting for more",
    };
}
