using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Processes;

/// <summary>A node with a journal of its own, and where its shipper keeps its state.</summary>
public sealed class TestNode : IDisposable
{
    public const string Name = "gpu-node";

    public TestNode() => Directory.CreateDirectory(Journal);

    public TemporaryFolder Folder { get; } = new();

    /// <summary>What the node is about to log; see <see cref="WriteAsync"/>.</summary>
    public JournalExport Export { get; } = new();

    public string Journal => Folder["journal"];

    public string State => Folder["state"];

    /// <summary>Logs some messages to the file that the node appends to.</summary>
    public Task LogAsync(params string[] messages)
    {
        foreach (string message in messages)
        {
            Export.Log(message);
        }

        return WriteAsync("system.journal");
    }

    /// <summary>Appends what was exported to a journal file.</summary>
    public Task WriteAsync(string file) => Export.WriteAsync(Path.Combine(Journal, file));

    /// <summary>A file of filter rules.</summary>
    public async Task<string> WriteRulesAsync(string yaml)
    {
        string path = Folder["rules.yaml"];
        await File.WriteAllTextAsync(path, yaml);
        return path;
    }

    /// <summary>The arguments of a shipper that reads this node's journal.</summary>
    public string Arguments(Uri server, string more) =>
        $"--directory {Journal} --server {server} --node {Name} --state {State} {more}";

    public void Dispose()
    {
        Export.Dispose();
        Folder.Dispose();
    }
}
