using System.Globalization;
using System.Text.Json;
using DevMesh.Bench;
using DevMesh.Bench.Traffic;
using DevMesh.Domain.Canonicalization;

namespace DevMesh.Tests.Bench;

/// <summary>The sample that ships with the project, as it is committed.</summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "sample");

    private static readonly string[] Strings =
        ["__CURSOR", "__REALTIME_TIMESTAMP", "_BOOT_ID", "_HOSTNAME", "_TRANSPORT", "PRIORITY", "SYSLOG_IDENTIFIER", "MESSAGE"];

    [Fact]
    public void There_is_one_file_per_node_and_two_megabytes_in_all()
    {
        Assert.Equal(
            FleetTraffic.Nodes.Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.InRange(Directory.GetFiles(Folder).Sum(file => new FileInfo(file).Length), 1_000_000, 2_000_000);
    }

    [Fact]
    public void Every_line_is_an_entry_as_journalctl_writes_it()
    {
        foreach (string node in FleetTraffic.Nodes)
        {
            long last = 0;
            foreach (JsonElement entry in Entries(node))
            {
                Assert.All(Strings, name => Assert.Equal(JsonValueKind.String, entry.GetProperty(name).ValueKind));
                Assert.Equal(node, entry.GetProperty("_HOSTNAME").GetString());
                Assert.InRange(int.Parse(Text(entry, "PRIORITY"), CultureInfo.InvariantCulture), 0, 7);
                long micros = long.Parse(Text(entry, "__REALTIME_TIMESTAMP"), CultureInfo.InvariantCulture);
                Assert.True(micros > last, "the times do not rise");
                Assert.InRange(DateTime.UnixEpoch.AddMicroseconds(micros), SampleCommand.Start, SampleCommand.Start + SampleCommand.Length);
                last = micros;
            }

            Assert.True(last > 0, $"{node} has no entries");
        }
    }

    [Fact]
    public void Templates_are_far_fewer_than_messages()
    {
        string[] messages = [.. FleetTraffic.Nodes.SelectMany(Entries).Select(entry => Text(entry, "MESSAGE"))];
        int templates = messages.Select(message => Canonicalizers.Of(1).Canonicalize(message).Text).Distinct().Count();
        Assert.InRange(messages.Length, 3500, 4500);
        Assert.InRange(templates, 150, messages.Length / 4);
    }

    [Theory]
    [InlineData("/usr/bin/docker restart ")]
    [InlineData(" container restart ")]
    [InlineData("found to be unhealthy - Restarting container now")]
    [InlineData(" restarted")]
    [InlineData("[UFW BLOCK] ")]
    [InlineData("[GIN] ")]
    [InlineData("NVRM: Xid ")]
    [InlineData("caller=metrics.go")]
    [InlineData("Out of memory: Killed process ")]
    [InlineData("I/O error, dev ")]
    [InlineData("Failed password for ")]
    [InlineData("COMMAND=")]
    [InlineData("run-parts --report /etc/cron.hourly")]
    [InlineData("Aborted connection ")]
    [InlineData("checkpoint complete: ")]
    [InlineData("Stored batch of ")]
    public void It_holds_what_a_newcomer_searches_for(string text) =>
        Assert.Contains(
            FleetTraffic.Nodes.SelectMany(Entries), entry => Text(entry, "MESSAGE").Contains(text, StringComparison.Ordinal));

    [Fact]
    public async Task It_is_what_the_sample_command_writes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("devmesh-sample-");
        try
        {
            Assert.Equal(0, await SampleCommand.WriteAsync(folder, CancellationToken.None));
            foreach (string node in FleetTraffic.Nodes)
            {
                string[] written = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, node + ".jsonl"));
                Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(Folder, node + ".jsonl")), written);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<JsonElement> Entries(string node) =>
        File.ReadLines(Path.Combine(Folder, node + ".jsonl")).Select(line => JsonDocument.Parse(line).RootElement);

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;
}
