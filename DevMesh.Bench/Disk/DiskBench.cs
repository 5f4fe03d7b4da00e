using System.CommandLine;
using DevMesh.Bench.Running;
using DevMesh.Bench.Search;

namespace DevMesh.Bench.Disk;

/// <summary>
/// <c>disk</c>: how much disk the tables take, for each million logs what grows with logs, for each thousand templates what
/// grows with templates. The database is that of <c>search</c>.
/// </summary>
internal static class DiskBench
{
    private const double MiB = 1024 * 1024;
    private const double Million = 1_000_000;

    /// <summary>These grow with logs; every other table with templates, or hardly.</summary>
    private static readonly string[] OfLogs = ["log_events", "log_values", "template_activity", "log_vectors_"];

    private static readonly string[] OfTemplates = ["log_templates", "template_vectors_"];

    public static Command Create()
    {
        Option<int> logs = new("--logs") { Description = "How many logs are stored.", DefaultValueFactory = _ => 1_000_000 };
        Option<int> kinds = new("--templates")
        {
            Description = "About how many templates they have.",
            DefaultValueFactory = _ => 50_000,
        };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("disk", "How much disk a million logs take, table by table.") { logs, kinds, json };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(logs), parsed.GetValue(kinds), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(int logs, int kinds, bool json)
    {
        IReadOnlyList<TableSize> sizes = await TableSize.AllAsync(await SearchDatabase.FillAsync(logs, kinds));
        double stored = sizes.Single(size => size.Name == "log_events").Rows;
        double templates = sizes.Single(size => size.Name == "log_templates").Rows;
        Report report = new($"disk: {stored:N0} logs, {templates:N0} templates");
        foreach (TableSize size in Those(sizes, OfLogs))
        {
            report
                .Add($"{size.Name}, rows per million logs", $"{size.Name}_rows", size.Rows / stored * Million)
                .Add($"{size.Name}, data per million logs", $"{size.Name}_data_mib", MiBPerMillion(size.Data), "MiB", 1)
                .Add($"{size.Name}, indexes per million logs", $"{size.Name}_index_mib", MiBPerMillion(size.Indexes), "MiB", 1)
                .Add($"{size.Name}, file per million logs", $"{size.Name}_file_mib", MiBPerMillion(size.File), "MiB", 1);
        }

        double all = MiBPerMillion(Those(sizes, OfLogs).Sum(size => size.File));
        report.Add("all of these, files, per million logs", "mib_per_million_logs", all, "MiB", 1);
        foreach (TableSize size in Those(sizes, OfTemplates))
        {
            double file = size.File / templates * 1000 / MiB;
            report.Add($"{size.Name}, file per 1,000 templates", $"{size.Name}_file_mib", file, "MiB", 1);
        }

        report.Add("all files of the database", "mib_on_disk", sizes.Sum(size => size.File) / MiB, "MiB", 1);
        report.Print(json);
        return 0;

        double MiBPerMillion(long bytes) => bytes / stored * Million / MiB;
    }

    private static IEnumerable<TableSize> Those(IReadOnlyList<TableSize> sizes, string[] names) =>
        sizes.Where(size => names.Any(name => size.Name.StartsWith(name, StringComparison.Ordinal)));
}
