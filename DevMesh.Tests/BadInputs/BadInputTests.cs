using System.Text.Json;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.BadInputs;

/// <summary>Sends every bad input over a socket to the app and compares the whole answer.</summary>
[Trait("App", "small-limits")]
public sealed class BadInputTests(SmallLimitsApp app) : IClassFixture<SmallLimitsApp>
{
    private static readonly BadInput[] All =
    [
        .. IngestBodies.All, .. IngestEntries.All, .. Heartbeats.All, .. LogLists.All, .. SingleLogs.All, .. Searches.All,
        .. TemplatesAndOthers.All, .. Explaining.All, .. Routes.All, .. SoundHttp.All,
    ];

    public static TheoryData<string> Mistakes => Of(ownApp: null);

    public static TheoryData<string> MistakesInRoutes => Of(OwnApp.SelfHost);

    public static TheoryData<string> MistakesInBodies => Of(OwnApp.Body);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public Task A_mistake_gets_exactly_its_answer(string mistake) => CheckAsync(mistake);

    [OwnAppTheory(OwnApp.SelfHost)]
    [MemberData(nameof(MistakesInRoutes))]
    public Task A_wrong_route_gets_exactly_its_answer(string mistake) => CheckAsync(mistake);

    [OwnAppTheory(OwnApp.Body)]
    [MemberData(nameof(MistakesInBodies))]
    public Task A_body_without_an_end_gets_exactly_its_answer(string mistake) => CheckAsync(mistake);

    private async Task CheckAsync(string mistake)
    {
        BadInput bad = All.Single(each => each.Mistake == mistake);
        RawAnswer answer = await RawAnswer.ToAsync(app.Address, bad.Request.Bytes());

        if (bad.Reason is not null)
        {
            JsonElement result = JsonElement.Parse(answer.Body);
            Assert.Equal(
                (200, $$"""[{"index":0,"reason":{{JsonSerializer.Serialize(bad.Reason, Unescaped)}}}]""", 0),
                (answer.Status, result.GetProperty("rejected").GetRawText(), result.GetProperty("stored").GetInt32()));
            return;
        }

        if (bad.Type is null)
        {
            Assert.Equal((bad.Status, bad.Detail ?? ""), (answer.Status, answer.Body));
            return;
        }

        JsonElement problem = JsonElement.Parse(answer.Body);
        Assert.Equal(
            (bad.Status, "urn:devmesh:error:" + bad.Type, bad.Detail, bad.Limit, bad.Maximum),
            (answer.Status, Text(problem, "type"), Text(problem, "detail"), Text(problem, "limit"), Number(problem, "maximum")));
        Assert.Equal(bad.Status, problem.GetProperty("status").GetInt32());
        Assert.Equal("application/problem+json", answer.Fields["Content-Type"]);
        Assert.Equal(answer.Fields["X-Request-Id"], Text(problem, "request_id"));
        Assert.Equal(bad.Limit is null ? null : bad.Limit.StartsWith("INGEST_MAX_ENTRIES",
            StringComparison.Ordinal) ? "node n" : "client 127.0.0.1", Text(problem, "who"));
        if (bad.Type == "invalid-request")
        {
            Assert.StartsWith($"{Text(problem, "field")}: ", bad.Detail!, StringComparison.Ordinal);
            Assert.EndsWith($"; accepted: {Text(problem, "accepted")}", bad.Detail!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_list_has_150_different_mistakes_and_more()
    {
        Assert.True(All.Length >= 150, $"there are {All.Length}");
        Assert.Equal(All.Length, All.DistinctBy(each => each.Mistake).Count());
        Assert.Equal(All.Length, All.DistinctBy(each => Convert.ToBase64String(each.Request.Bytes())).Count());
    }

    [OwnAppFact(OwnApp.Database)]
    public async Task Not_one_of_them_leaves_anything_behind_and_the_app_is_well_afterwards()
    {
        foreach (BadInput each in All)
        {
            RawAnswer answer = await RawAnswer.ToAsync(app.Address, each.Request.Bytes());
            Assert.True(answer.Status < 500 || each.Status >= 500, $"{each.Mistake}: {answer.Status}");
        }

        Assert.Equal(0, await app.Database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(0, await app.Database.ScalarAsync<long>("SELECT COUNT(*) FROM node_heartbeats"));
        Assert.Equal(200, (await RawAnswer.ToAsync(app.Address, Request.Get("/health").Bytes())).Status);
    }

    private static readonly JsonSerializerOptions Unescaped = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static TheoryData<string> Of(string? ownApp) =>
        [.. All.Where(each => each.OwnApp == ownApp).Select(each => each.Mistake)];

    private static string? Text(JsonElement problem, string member) =>
        problem.TryGetProperty(member, out JsonElement value) ? value.GetString() : null;

    private static long? Number(JsonElement problem, string member) =>
        problem.TryGetProperty(member, out JsonElement value) ? value.GetInt64() : null;
}
