using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Api;

/// <summary>POST /ingest/logs over HTTP, against MariaDB.</summary>
[Trait("App", "any")]
public sealed class IngestApiTests(ApiApp app) : IClassFixture<ApiApp>
{
    private readonly string _node = ApiApp.NewNode();
    private readonly string _word = ApiApp.NewWord();

    [Fact]
    public async Task A_batch_is_stored_and_a_resend_stores_nothing()
    {
        object[] logs = [.. Enumerable.Range(0, 20).Select(i => Log($"{_word} {i} from 10.0.0.{i} closed", i))];

        JsonElement first = await app.IngestAsync(_node, logs);
        JsonElement second = await app.IngestAsync(_node, logs);

        Assert.Equal((20, 20, 0, 1), (Int(first, "received"), Int(first, "stored"), Int(first, "duplicates"), Int(first, "templates_created")));
        Assert.Equal((20, 0, 20, 0), (Int(second, "received"), Int(second, "stored"), Int(second, "duplicates"), Int(second, "templates_created")));
    }

    [Fact]
    public async Task A_bad_entry_is_refused_alone()
    {
        JsonElement answer = await app.IngestAsync(_node, Log("good", 0), new { message = "no time" }, Log("good too", 1));

        Assert.Equal(2, Int(answer, "stored"));
        JsonElement rejected = Assert.Single(answer.GetProperty("rejected").EnumerateArray());
        Assert.Equal(1, Int(rejected, "index"));
        Assert.StartsWith("timestamp: is missing", rejected.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_gzip_body_is_taken()
    {
        using MemoryStream zipped = new();
        await using (GZipStream gzip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            await JsonSerializer.SerializeAsync(gzip, new { node = _node, logs = new[] { Log("zipped", 0) } });
        }

        using ByteArrayContent content = new(zipped.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await app.Http.PostAsync("/ingest/logs", content);

        Assert.Equal(1, Int(await response.Content.ReadFromJsonAsync<JsonElement>(), "stored"));
    }

    [Theory]
    [InlineData("not json", 400, "body")]
    [InlineData("""{"node":"a b","logs":[]}""", 400, "node")]
    [InlineData("""{"node":"a"}""", 400, "logs")]
    public async Task A_body_that_is_no_batch_gets_a_400_that_names_the_part(string body, int status, string field)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await app.Http.PostAsync("/ingest/logs", content);

        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((field, "urn:devmesh:error:invalid-request"), (problem.GetProperty("field").GetString(), problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Too_many_entries_get_a_413_that_names_the_limit()
    {
        string body = $$"""{"node":"n","logs":[{{string.Join(',', Enumerable.Repeat("{}", 5001))}}]}""";
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await app.Http.PostAsync("/ingest/logs", content);

        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(("INGEST_MAX_ENTRIES", 5000), (problem.GetProperty("limit").GetString(), Int(problem, "maximum")));
    }

    [Fact]
    public async Task New_templates_have_vectors_before_ingest_answers()
    {
        JsonElement answer = await app.IngestAsync(_node, Log($"a sentence of {_word} before", 0), Log($"and another {_word}", 1));

        JsonElement templates = (await app.GetAsync("/stats")).GetProperty("templates");
        Assert.Equal(2, Int(answer, "templates_created"));
        Assert.Equal((Int(templates, "count"), 0), (Int(templates, "embedded"), Int(templates, "pending")));
    }

    private static object Log(string message, int second) =>
        new { timestamp = $"2026-11-20T10:00:{second:00}Z", message, level = "warning", service = "a.service" };

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
