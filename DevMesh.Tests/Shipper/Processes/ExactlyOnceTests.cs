using System.Text.Json;

namespace DevMesh.Tests.Shipper.Processes;

/// <summary>What the shipper is for: every entry arrives, and none twice, whatever happens to it, to the node and to the server.</summary>
public sealed class ExactlyOnceTests : IAsyncLifetime, IDisposable
{
    private readonly TestNode _node = new();
    private StoringServer _server = null!;

    public async Task InitializeAsync() => _server = await StoringServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Two_hundred_thousand_entries_across_three_boots_and_five_rotations_arrive_exactly_once()
    {
        const int files = 6;
        const int perFile = 33_334;
        const int entries = files * perFile;
        ShipperProcess shipper = ShipperProcess.Start(Arguments());
        try
        {
            for (int file = 0; file < files; file++)
            {
                if (file is 2 or 4)
                {
                    // The node goes down with entries that the shipper has not read yet, and comes up again.
                    Assert.Equal(0, (await shipper.StopAsync()).ExitCode);
                    _node.Export.Reboot();
                }

                for (int i = file * perFile; i < (file + 1) * perFile; i++)
                {
                    _node.Export.Log($"entry {i} of {entries}");
                }

                await _node.WriteAsync($"system@{file}.journal");
                if (file is 2 or 4)
                {
                    shipper = ShipperProcess.Start(Arguments());
                }
            }

            await _server.WaitUntilAsync(server => server.Stored.Count >= entries, "all entries are there");
        }
        finally
        {
            await shipper.StopAsync();
        }

        HashSet<string> messages = [.. _server.Stored.Select(log => log.GetProperty("message").GetString()!)];
        Assert.Equal(entries, _server.Stored.Count);
        Assert.Equal(entries, messages.Count);
        Assert.Equal(0, _server.Duplicates);
    }

    [Fact]
    public async Task After_twenty_SIGKILLs_with_a_server_that_fails_in_every_way_each_kept_entry_is_stored_once_and_the_counts_add_up()
    {
        const int kills = 20;
        string rules = await WriteRulesAsync();
        Dictionary<string, int> expected = await WriteTrafficAsync();
        Random random = new(20261123);
        _server.Misbehave = _ => random.Next(100) switch
        {
            < 40 => Misbehaviour.None,
            < 55 => Misbehaviour.NoAnswer,
            < 70 => Misbehaviour.DropAfter,
            < 78 => Misbehaviour.DropBefore,
            < 84 => Misbehaviour.Status500,
            < 90 => Misbehaviour.Status429,
            < 94 => Misbehaviour.Status401,
            _ => Misbehaviour.Status413,
        };
        for (int kill = 0; kill < kills; kill++)
        {
            await using ShipperProcess shipper = ShipperProcess.Start(Arguments(rules, "--batch-count 300"));
            int enough = _server.Requests + random.Next(1, 6);
            await _server.WaitUntilAsync(server => server.Requests >= enough || server.Unanswered > 0, "the shipper sends");
            await shipper.KillAsync();
            await _server.WaitUntilAsync(server => server.Unanswered == 0, "its connections are closed");
        }

        int before = _server.Stored.Count;
        _server.Misbehave = null;
        await ShipperProcess.RunAsync(Arguments(rules, "--batch-count 300 --once"));

        Assert.True(before < _server.Stored.Count, "the kills came after everything was sent: give it more entries");
        Assert.True(_server.Duplicates > 0, "nothing was ever sent twice: the kills missed all that matters");
        Dictionary<string, int> stored = _server.Stored
            .GroupBy(log => log.GetProperty("message").GetString()!, Occurrences)
            .ToDictionary(group => group.Key, group => group.Sum());
        Assert.Equal(expected.OrderBy(each => each.Key), stored.OrderBy(each => each.Key));
        Assert.Contains(_server.Stored, log => Occurrences(log) > 1);
        Assert.False(File.Exists(Path.Combine(_node.State, "dead-letters.jsonl")));
    }

    [Fact]
    public async Task Sampling_takes_the_same_entries_when_everything_is_sent_again()
    {
        string rules = await _node.WriteRulesAsync("collapse_repeats: false\nrules:\n  - { name: one-in-ten, match: all, action: sample, one_in: 10 }\n");
        for (int i = 0; i < 2_000; i++)
        {
            _node.Export.Log($"entry {i}");
        }

        await _node.WriteAsync("system.journal");

        await ShipperProcess.RunAsync(Arguments(rules, "--once --batch-count 700"));
        int first = _server.Stored.Count;
        Directory.Delete(_node.State, recursive: true);
        await ShipperProcess.RunAsync(Arguments(rules, "--once --batch-count 130"));

        Assert.InRange(first, 100, 300);
        Assert.Equal(first, _server.Stored.Count);
        Assert.Equal(first, _server.Duplicates);
    }

    private string Arguments(string rules = "none", string more = "--batch-age 100") =>
        _node.Arguments(_server.Address, $"--filter {rules} {more}");

    private Task<string> WriteRulesAsync() => _node.WriteRulesAsync(
        """
        collapse_repeats: true
        rules:
          - name: chatter
            action: drop
            match: { service: chatty.service }
        """);

    /// <summary>Runs of the same message between others, among them some that the rules drop.</summary>
    /// <returns>How often each message that is kept occurs.</returns>
    private async Task<Dictionary<string, int>> WriteTrafficAsync()
    {
        Random random = new(7);
        Dictionary<string, int> expected = new(StringComparer.Ordinal);
        for (int file = 0; file < 3; file++)
        {
            for (int run = 0; run < 9_000; run++)
            {
                string message = $"run {run} of file {file}";
                int occurrences = random.Next(4) == 0 ? random.Next(2, 9) : 1;
                for (int i = 0; i < occurrences; i++)
                {
                    _node.Export.Log(message);
                }

                expected[message] = occurrences;
                if (random.Next(5) == 0)
                {
                    _node.Export.Log($"nobody wants {run}", unit: "chatty.service");
                }
            }

            await _node.WriteAsync($"system@{file}.journal");
        }

        return expected;
    }

    private static int Occurrences(JsonElement log) =>
        log.GetProperty("fields").TryGetProperty("repeated", out JsonElement repeated) ? repeated.GetInt32() : 1;
}
