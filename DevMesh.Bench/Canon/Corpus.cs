using System.Diagnostics;
using System.Text.Json;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Canon;

/// <summary>Messages to canonicalize.</summary>
internal static class Corpus
{
    private const int Seed = 7;
    private const int Kinds = 2000;

    /// <summary>The sample of the fleet's journals that ships with the project.</summary>
    public static string[] Sample() =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "sample"), "*.jsonl")
            .Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(Message).OfType<string>(),
    ];

    /// <summary>About this many logs of the generated fleet traffic, with some 2,000 kinds.</summary>
    public static string[] Mix(int count) =>
    [
        .. new FleetTraffic(Seed, Kinds)
            .Logs(new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc), TimeSpan.FromHours(24), count)
            .Select(log => log.Message),
    ];

    /// <summary>The newest entries of this machine's journal; none where it cannot be read.</summary>
    public static async Task<string[]> JournalAsync(int most, CancellationToken ct)
    {
        string[] arguments = ["--output=json", "--output-fields=MESSAGE", "--all", "--no-pager", $"--lines={most}"];
        ProcessStartInfo start = new("journalctl", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process journalctl = Process.Start(start)!;
            Task<string> errors = journalctl.StandardError.ReadToEndAsync(ct);
            List<string> messages = [];
            while (await journalctl.StandardOutput.ReadLineAsync(ct) is { } line)
            {
                if (line.StartsWith('{') && Message(line) is { } message)
                {
                    messages.Add(message);
                }
            }

            await errors;
            await journalctl.WaitForExitAsync(ct);
            return [.. messages];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return []; // there is no journalctl
        }
    }

    // Null for an entry without a message, or with one that is not text.
    private static string? Message(string entry)
    {
        using JsonDocument json = JsonDocument.Parse(entry);
        return json.RootElement.TryGetProperty("MESSAGE", out JsonElement message) && message.ValueKind == JsonValueKind.String
            ? message.GetString() : null;
    }
}
