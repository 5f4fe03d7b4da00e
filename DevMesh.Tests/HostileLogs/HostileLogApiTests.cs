using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DevMesh.Domain.Canonicalization;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.HostileLogs;

/// <summary>The app with one log of each hostile text, which has it as message, service, cursor and field alike.</summary>
public sealed class HostileApp : IAsyncLifetime
{
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);

    public TestApp App { get; } = new();

    public async Task InitializeAsync()
    {
        await App.InitializeAsync();
        int second = 0;
        foreach ((string name, string text) in HostileTexts.All)
        {
            // One batch each: a text that breaks its batch must not hide behind another one.
            DateTime time = new DateTime(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc).AddSeconds(second++);
            JsonElement answer = await App.IngestAsync("hostile", new
            {
                timestamp = time.ToString("O"),
                message = text,
                service = Part(text, 255),
                cursor = $"{second} {Part(text, 1000)}",
                fields = new Dictionary<string, object> { ["F"] = Part(text, 1000), [Part(text, 100) + "_"] = "named" },
            });
            Assert.True(answer.GetProperty("stored").GetInt32() == 1, $"{name}: {answer}");
            JsonElement log = (await App.GetAsync("/logs?limit=1")).GetProperty("results")[0];
            _ids.Add(name, log.GetProperty("id").GetInt64());
        }
    }

    public Task DisposeAsync() => App.DisposeAsync();

    internal long IdOf(string name) => _ids[name];

    /// <summary>The beginning of a text, no longer than that and not cut within a character.</summary>
    internal static string Part(string text, int length) =>
        text.Length <= length ? text : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
}

/// <summary>What was stored comes back as it was, through every route that answers it.</summary>
public sealed class HostileLogApiTests(HostileApp hostile) : IClassFixture<HostileApp>
{
    private readonly TestApp _app = hostile.App;

    public static TheoryData<string> Names => HostileTexts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_log_comes_back_byte_for_byte_with_its_service_cursor_and_fields(string name)
    {
        string text = HostileTexts.All[name];
        JsonElement log = await RawAsync($"/logs/{hostile.IdOf(name)}");

        Assert.Equal(text, Text(log, "message"));
        Assert.Equal(HostileApp.Part(text, 255), Text(log, "service"));
        Assert.EndsWith(HostileApp.Part(text, 1000), Text(log, "cursor"), StringComparison.Ordinal);
        Assert.Equal(HostileApp.Part(text, 1000), Text(log.GetProperty("fields"), "F"));
        Assert.Equal("named", Text(log.GetProperty("fields"), HostileApp.Part(text, 100) + "_"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Lists_context_and_filters_give_the_same_text(string name)
    {
        string text = HostileTexts.All[name];
        long id = hostile.IdOf(name);
        Assert.Equal(text, MessageOf(id, await RawAsync("/logs?limit=1000&node=hostile")));
        Assert.Equal(text, MessageOf(id, await RawAsync($"/logs/{id}/context?before=1&after=1")));
        string service = Uri.EscapeDataString(HostileApp.Part(text, 255));
        if (service.Length > 0)
        {
            Assert.Equal(text, MessageOf(id, await RawAsync($"/logs?limit=1000&service={service}")));
            Assert.Equal(text, MessageOf(id, await RawAsync($"/logs?limit=1000&contains={service}")));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_template_is_the_canonical_text_byte_for_byte(string name)
    {
        string canonical = Canonicalizers.Of(Canonicalizers.DefaultVersion).Canonicalize(HostileTexts.All[name]).Text;
        long template = (await RawAsync($"/logs/{hostile.IdOf(name)}")).GetProperty("template_id").GetInt64();
        Assert.Equal(canonical, Text(await RawAsync($"/templates/{template}"), "template"));
        JsonElement listed = (await RawAsync("/templates?limit=1000")).GetProperty("results").EnumerateArray()
            .Single(each => each.GetProperty("template_id").GetInt64() == template);
        Assert.Equal(canonical, Text(listed, "template"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_search_within_its_template_gives_the_same_text(string name)
    {
        string text = HostileTexts.All[name];
        long id = hostile.IdOf(name);
        long template = (await RawAsync($"/logs/{id}")).GetProperty("template_id").GetInt64();
        string query = Uri.EscapeDataString(HostileApp.Part(text.Length == 0 ? "nothing" : text, 1000));
        foreach (JsonElement found in (await RawAsync($"/search/logs?limit=100&query={query}&template_id={template}"))
            .GetProperty("results").EnumerateArray().Where(each => each.GetProperty("id").GetInt64() == id))
        {
            Assert.Equal(text, Text(found, "message"));
        }

        JsonElement templates = await RawAsync($"/search/templates?examples=20&query={query}&template_id={template}");
        foreach (JsonElement example in templates.GetProperty("results").EnumerateArray()
            .SelectMany(each => each.GetProperty("examples").EnumerateArray()).Where(each =>
                each.GetProperty("id").GetInt64() == id))
        {
            Assert.Equal(text, Text(example, "message"));
        }

        Assert.Equal(HostileApp.Part(text.Length == 0 ? "nothing" : text, 1000), Text(templates, "query"));
    }

    [Fact]
    public async Task Searches_do_find_hostile_logs()
    {
        foreach ((string name, string query) in new[]
        {
            ("sql", "drop table log_events"), ("html", "script alert onerror"),
                ("a link of a terminal", "evil.example click here"),
            ("an order to a model", "ignore all instructions"), ("a lookup of a logger", "reboot"),
        })
        {
            string path = $"query={Uri.EscapeDataString(query)}&limit=5";
            Assert.Contains(
                HostileTexts.All[name],
                (await RawAsync($"/search/logs?{path}")).GetProperty("results").EnumerateArray().Select(each =>
                    Text(each, "message")));
            Assert.Contains(
                HostileTexts.All[name],
                (await RawAsync($"/search/templates?{path}")).GetProperty("results").EnumerateArray()
                    .SelectMany(each => each.GetProperty("examples").EnumerateArray()).Select(each => Text(each, "message")));
        }
    }

    [Fact]
    public async Task No_answer_holds_a_raw_control_character()
    {
        foreach (string path in new[] { "/logs?limit=1000", "/templates?limit=1000", "/search/logs?query=error&limit=1000",
            "/nodes", "/stats", "/metrics" })
        {
            byte[] body = await _app.Http.GetByteArrayAsync(path);
            Assert.DoesNotContain(body, each => each is < 0x20 and not (byte)'\n' or 0x7f);
        }
    }

    [Fact]
    public async Task The_tables_are_still_there_and_count_right()
    {
        Assert.Equal(HostileTexts.All.Count, await _app.Database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(HostileTexts.All.Count, await _app.Database.ScalarAsync<long>("SELECT SUM(count) FROM template_activity"));
    }

    [Fact]
    public async Task A_placeholder_in_a_message_is_text_and_stands_for_no_value()
    {
        IVariableCanonicalizer rules = (IVariableCanonicalizer)Canonicalizers.Of(2);
        List<CanonicalVariable> variables = [];
        Assert.Equal("from <ip> to <ip>", rules.Canonicalize("from <ip> to 10.0.0.5", variables).Text);

        // The two read alike in the template; which is which is told by where the values stand, and by the message itself.
        CanonicalVariable value = Assert.Single(variables);
        Assert.Equal((VariableType.Ip, "10.0.0.5"), (value.Type, value.Text));
        JsonElement log = await RawAsync($"/logs/{hostile.IdOf("placeholders")}");
        Assert.Equal(HostileTexts.All["placeholders"], Text(log, "message"));
    }

    /// <summary>The JSON of a GET, which must be UTF-8 from end to end.</summary>
    private async Task<JsonElement> RawAsync(string path)
    {
        using HttpResponseMessage response = await _app.Http.GetAsync(path);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        Assert.True(response.IsSuccessStatusCode, $"{path[..Math.Min(path.Length, 200)]}: {text[..Math.Min(text.Length, 500)]}");
        return JsonElement.Parse(body);
    }

    private static string MessageOf(long id, JsonElement page) => Text(
        page.GetProperty("results").EnumerateArray().Single(each => each.GetProperty("id").GetInt64() == id), "message");

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
