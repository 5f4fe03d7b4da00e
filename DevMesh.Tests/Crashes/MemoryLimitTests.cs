using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DevMesh.Bench.Running;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Crashes;

/// <summary>
/// The app as a process that may have 512 MB, with 20,000 templates in its database, under the worst of everything at once.
/// </summary>
public sealed class MemoryLimitTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>
{
    private const long Limit = 512L * 1024 * 1024;
    private const int Templates = 20_000;

    private static readonly string Long = new('x', 65_000);

    private static readonly HttpStatusCode[] Expected =
        [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.TooManyRequests];

    [Fact]
    public async Task Under_the_worst_of_everything_at_once_it_lives_and_stays_within_its_memory()
    {
        // Short vectors: 20,000 are made first, and their length is not what this is about.
        await using AppProcess app = await AppProcess.StartAsync(
            database.ConnectionString, ("DOTNET_GCHeapHardLimit", "0x20000000"), ("EMBEDDING_DIM", "64"));
        await FillAsync(app.Http);
        Assert.Equal(Templates, await database.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates"));

        using CancellationTokenSource over = new();
        Task<long> most = Task.Run(() => MostMemory(app.Id, over.Token));
        List<TcpClient> slow = await SendSlowlyAsync(app.Http.BaseAddress!, 50);
        Dictionary<string, HttpStatusCode[]> answers = await app.ExplainAsync(http => AllAtOnceAsync(Bodies(http)));
        slow.ForEach(each => each.Dispose());
        Dictionary<string, HttpStatusCode[]> queries = await app.ExplainAsync(http => AllAtOnceAsync(Queries(http)));
        await over.CancelAsync();

        Assert.InRange(await most, 1, Limit - 1);
        Assert.DoesNotContain("OutOfMemory", app.Log, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/health")).StatusCode);
        Assert.All(
            answers.Concat(queries).SelectMany(each => each.Value),
            status => Assert.Contains(status, Expected));
        Assert.DoesNotContain(HttpStatusCode.OK, answers["bombs"].Concat(answers["nesting"]));
        Assert.Contains(HttpStatusCode.OK, queries["longest queries"]);
        Assert.Contains(HttpStatusCode.OK, queries["largest pages"]);
        Assert.Contains(HttpStatusCode.OK, answers.Values.SelectMany(each => each));
    }

    private static async Task<Dictionary<string,
        HttpStatusCode[]>> AllAtOnceAsync(IEnumerable<(string Name, Task<HttpStatusCode[]> Answers)> worst)
    {
        Dictionary<string, HttpStatusCode[]> all = [];
        foreach ((string name, Task<HttpStatusCode[]> answers) in worst.ToArray())
        {
            all.Add(name, await answers);
        }

        return all;
    }

    private static IEnumerable<(string Name, Task<HttpStatusCode[]> Answers)> Bodies(HttpClient http)
    {
        byte[] largest = Batch("large", 30, i =>
            $$$"""{"timestamp":"{{{Time(i)}}}","message":"m{{{i}}} {{{Long}}}","cursor":"l{{{i}}}","fields":{"F":"{{{Long}}}{{{Long}}}{{{Long}}}"}}""");
        byte[] many = Batch("many", 5000, i => $$"""{"timestamp":"{{Time(i)}}","message":"{{Word(i)}}"}""");
        byte[] fields = Batch("fields", 100, i =>
        {
            IEnumerable<string> each = Enumerable.Range(0, 256).Select(f => $"\"field_{f}\":\"{i}{new string('y', 200)}\"");
            return $"{{\"timestamp\":\"{Time(i)}\",\"message\":\"fields {i}\",\"fields\":{{{string.Join(',', each)}}}}}";
        });
        byte[] nesting = Encoding.ASCII.GetBytes(new string('[', 7 * 1024 * 1024));
        yield return ("largest bodies", PostAsync(http, 24, largest, gzip: false));
        yield return ("largest bodies in gzip", PostAsync(http, 24, Gzipped.Of(largest), gzip: true));
        yield return ("bombs", PostAsync(http, 48, Gzipped.Of(new byte[200_000_000]), gzip: true));
        yield return ("nesting", PostAsync(http, 24, nesting, gzip: false));
        yield return ("most entries", PostAsync(http, 12, many, gzip: false));
        yield return ("most fields", PostAsync(http, 16, fields, gzip: false));
    }

    private static IEnumerable<(string Name, Task<HttpStatusCode[]> Answers)> Queries(HttpClient http)
    {
        yield return ("longest queries", GetAsync(http, 64, i => i % 2 == 0
            ? $"/search/logs?limit=1000&query={Query(i)}"
            : $"/search/templates?limit=1000&examples=20&query={Query(i)}"));
        yield return ("largest pages", GetAsync(http, 48, i => i % 3 == 0
            ? "/logs?limit=1000&contains=x" : i % 3 == 1 ? "/logs?limit=1000&node=large" : "/templates?limit=1000"));
    }

    /// <summary>A query of 1,024 characters in some words, another one for each number.</summary>
    private static string Query(int number) =>
        Uri.EscapeDataString(string.Concat(Enumerable.Range(number, 200).Select(i => Word(i) + " "))[..1024]);

    private static async Task FillAsync(HttpClient http)
    {
        await Task.WhenAll(Enumerable.Range(0, Templates / 5000).Select(async part =>
        {
            byte[] batch = Batch("filler", 5000, i =>
                $$"""{"timestamp":"{{Time(i)}}","message":"{{Word((part * 5000) + i)}} has met {{Word(part)}}"}""");
            using HttpResponseMessage answer = await http.PostAsync("/ingest/logs", new ByteArrayContent(batch));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }));
    }

    private static Task<HttpStatusCode[]> PostAsync(HttpClient http, int times, byte[] body, bool gzip) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(async _ =>
        {
            using ByteArrayContent content = new(body);
            if (gzip)
            {
                content.Headers.ContentEncoding.Add("gzip");
            }

            using HttpResponseMessage answer = await http.PostAsync("/ingest/logs", content);
            return answer.StatusCode;
        }));

    private static Task<HttpStatusCode[]> GetAsync(HttpClient http, int times, Func<int, string> path) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(async i =>
        {
            using HttpResponseMessage answer = await http.GetAsync(path(i), HttpCompletionOption.ResponseHeadersRead);
            await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null);
            return answer.StatusCode;
        }));

    /// <summary>Connections that have sent some of a large body and then no more.</summary>
    private static async Task<List<TcpClient>> SendSlowlyAsync(Uri server, int count)
    {
        byte[] beginning = [.. "POST /ingest/logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000000\r\n\r\n"u8,
            .. new byte[100_000]];
        List<TcpClient> clients = [];
        for (int i = 0; i < count; i++)
        {
            TcpClient client = new();
            clients.Add(client);
            await client.ConnectAsync(server.Host, server.Port);
            await client.GetStream().WriteAsync(beginning);
        }

        return clients;
    }

    /// <summary>The most anonymous memory that the process was seen to hold, in bytes.</summary>
    private static long MostMemory(int process, CancellationToken ct)
    {
        long most = 0;
        while (!ct.IsCancellationRequested)
        {
            string line = File.ReadLines($"/proc/{process}/status").First(each =>
                each.StartsWith("RssAnon:", StringComparison.Ordinal));
            most = Math.Max(most,
                long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
            ct.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
        }

        return most;
    }

    private static byte[] Batch(string node, int count, Func<int, string> entry) => Encoding.ASCII.GetBytes(
        $$"""{"node":"{{node}}","logs":[{{string.Join(',', Enumerable.Range(0, count).Select(entry))}}]}""");

    private static string Time(int i) => $"2026-11-20T{10 + (i / 3600):00}:{i / 60 % 60:00}:{i % 60:00}Z";

    /// <summary>A word of letters only, another one for each number.</summary>
    private static string Word(int number) => string.Concat(
        "Mr", (char)('a' + (number / 17_576 % 26)), (char)('a' + (number / 676 % 26)), (char)('a' + (number / 26 % 26)),
            (char)('a' + (number % 26)), "son");
}
