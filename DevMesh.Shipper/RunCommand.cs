using System.Collections;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Threading.Channels;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper;

/// <summary>Ships until the input ends or a signal says stop.</summary>
internal static class RunCommand
{
    private const int BadUsage = 2;
    private const int Failed = 1;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        List<string> errors = [];
        Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(each => (string)each.Key, each => (string?)each.Value ?? "", StringComparer.Ordinal);
        ShipperOptions? options = ShipperOptions.Parse(arguments, environment, errors);
        string? key = ReadKey(options?.KeyFile, errors);
        if (options is null || errors.Count > 0)
        {
            errors.ForEach(error => Console.Error.WriteLine($"devmesh-shipper: {error}"));
            return BadUsage;
        }

        StandardErrorLogger log = new(Console.Error, environment.ContainsKey("JOURNAL_STREAM"));
        using HttpClient http = MakeClient(options.Server, key);
        return await ShipAsync(options, http, log);
    }

    private static async Task<int> ShipAsync(ShipperOptions options, HttpClient http, ILogger log)
    {
        TimeProvider clock = TimeProvider.System;
        Counters counters = new();
        DeadLetters deadLetters = new(
            options.StateDirectory is null ? null : Path.Combine(Directory.CreateDirectory(options.StateDirectory).FullName, "dead-letters.jsonl"),
            DeadLetters.DefaultLongestFile, clock, log);
        IngestClient client = new(http, clock);
        Backoff backoff = new(Random.Shared.NextDouble);
        Delivery[] deliveries = [.. Enumerable.Range(0, options.InFlight).Select(_ =>
            new Delivery(client, new RequestBody(options.Node), backoff, deadLetters, counters, clock, log))];

        using BlockingCollection<Batch> free = new();
        for (int i = 0; i <= options.InFlight; i++)
        {
            free.Add(new Batch(options.Limits.Bytes + (128 * 1024)));
        }

        Channel<Batch> batches = Channel.CreateUnbounded<Batch>();
        using StandardInputSource source = new(
            Console.OpenStandardInput(), timeout => Poll.WaitForInput(0, timeout), new FieldTable(FieldTable.DefaultShipped),
            message => Console.Error.WriteLine($"devmesh-shipper: {message}"));
        BatchReader reader = new(source, options.Limits, free, batches.Writer, clock);
        Thread thread = new(() => reader.Run(CancellationToken.None)) { IsBackground = true, Name = "reader" };
        thread.Start();
        try
        {
            await new Sender(batches.Reader, free, deliveries).RunAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"devmesh-shipper: {e.Message}");
            return Failed;
        }

        await Console.Error.WriteLineAsync(
            $"devmesh-shipper: {source.Lines} lines read, {counters.SentTotal} entries acknowledged by {options.Server}, "
            + $"{source.Unreadable} unreadable, {deadLetters.Total} refused, {counters.RetriesTotal} retries");
        return 0;
    }

    private static HttpClient MakeClient(Uri server, string? key)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false, // a redirect is no acknowledgement
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a moved server is found by its name again
        };
        HttpClient http = new(handler) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("devmesh-shipper", "0.1"));
        if (key is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return http;
    }

    private static string? ReadKey(string? file, List<string> errors)
    {
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        try
        {
            string key = File.ReadAllText(file).Trim();
            if (key.Length > 0 && key.All(each => each is > ' ' and <= '~'))
            {
                return key;
            }

            errors.Add($"--key-file {file} holds no key; it must be one line of printable ASCII");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--key-file {file} cannot be read: {e.Message}");
        }

        return null;
    }
}
