using System.Text;

namespace DevMesh.Shipper.Journal;

/// <summary>
/// Knows what the shipper itself logs, which is never shipped: a line about a failed request would make the next request.
/// </summary>
internal sealed class OwnUnit
{
    private const string Installed = "devmesh-shipper.service";

    private readonly byte[][] _units;

    /// <param name="controlGroup">The text of /proc/self/cgroup; it names the unit that this process runs in.</param>
    public OwnUnit(string controlGroup)
    {
        IEnumerable<string> running = controlGroup.Split('\n')
            .Select(line => line[(line.LastIndexOf('/') + 1)..])
            .Where(name => name.EndsWith(".service", StringComparison.Ordinal));
        _units = [.. running.Append(Installed).Distinct().Select(Encoding.UTF8.GetBytes)];
    }

    /// <param name="underSystemd">Whether this process's own output goes to the journal; otherwise it runs in someone's session.</param>
    public static OwnUnit Find(bool underSystemd)
    {
        const string Path = "/proc/self/cgroup";
        return new OwnUnit(underSystemd && File.Exists(Path) ? File.ReadAllText(Path) : "");
    }

    public bool Wrote(JournalEntry entry)
    {
        foreach (byte[] unit in _units)
        {
            if (entry.Unit.SequenceEqual(unit))
            {
                return true;
            }
        }

        return false;
    }
}
