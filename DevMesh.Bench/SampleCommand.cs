using System.CommandLine;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench;

/// <summary><c>sample</c>: writes the sample that ships with the project, a file of journal entries per node.</summary>
internal static class SampleCommand
{
    /// <summary>What the committed sample was made with.</summary>
    public const int Seed = 20261120;

    public static readonly DateTime Start = new(2026, 11, 20, 6, 0, 0, DateTimeKind.Utc);

    public static readonly TimeSpan Length = TimeSpan.FromHours(12);

    private const int Entries = 4000;

    public static Command Create()
    {
        Option<DirectoryInfo> folder = new("--out") { Description = "The folder to write NODE.jsonl files into.", Required = true };
        Command command = new("sample", "Write a sample of the fleet's journals, one file of JSON lines per node.") { folder };
        command.SetAction((parsed, ct) => WriteAsync(parsed.GetRequiredValue(folder), ct));
        return command;
    }

    internal static async Task<int> WriteAsync(DirectoryInfo folder, CancellationToken ct)
    {
        folder.Create();
        foreach (IGrouping<string, TrafficLog> node in new FleetTraffic(Seed).Logs(Start, Length, Entries).GroupBy(log => log.Node))
        {
            await using FileStream file = File.Create(Path.Combine(folder.FullName, node.Key + ".jsonl"));
            foreach (TrafficLog log in node)
            {
                await file.WriteAsync(JournalLine.Of(log), ct);
            }
        }

        return 0;
    }
}
