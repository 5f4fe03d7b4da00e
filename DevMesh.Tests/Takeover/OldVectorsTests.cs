using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Takeover;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Takeover;

/// <summary>Which vectors of the old platform are kept.</summary>
public sealed class OldVectorsTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>
{
    private const string Model = "lexical-1";
    private const string Ones = "CONCAT('[1', REPEAT(',0', 4095), ']')";

    [Fact]
    public async Task Vectors_of_4096_numbers_stay_with_their_logs_and_templates_when_the_model_is_the_same()
    {
        await CreateAsync("VECTOR(4096)", $"VEC_FromText({Ones})");
        await OldPlatform.CreateTemplatesAsync(
            scratch,
            "VECTOR(4096)",
            $"embedding_vector = VEC_FromText({Ones}), embedding_model = '{Model}'",
            $"embedding_vector = VEC_FromText({Ones}), embedding_model = 'another'");
        TakeoverParts parts = new(scratch) { Embedder = new LexicalEmbedder(4096), Options = Assuming(Model) };

        Assert.StartsWith(
            "12 logs and 2 templates taken over, 1 vectors of templates kept; ", await parts.RunToTheEndAsync(),
            StringComparison.Ordinal);

        Assert.Equal(12, await CountAsync(
            "log_events e JOIN py_log_events p ON e.`cursor` = CONCAT('py:', p.id) AND e.embedding_vector = p.embedding_vector"));
        Assert.Equal(1, await CountAsync(
            $"template_vectors_1 v JOIN log_templates t ON t.id = v.template_id WHERE v.vector = VEC_FromText({Ones})"));
        Assert.Equal(Model, await scratch.ScalarAsync<string>(
            "SELECT embedding_model FROM log_templates WHERE canon_version = 'py-1' AND canonical_text LIKE 'login%'"));
        Assert.Null(await scratch.ScalarAsync<string?>(
            "SELECT embedding_model FROM log_templates WHERE canon_version = 'py-1' AND canonical_text LIKE 'session%'"));
    }

    [Theory]
    [InlineData(4096, null, "no column says which model made them; --embedding-model can")]
    [InlineData(4096, "another", "the settings name lexical-1 with 4096 numbers")]
    [InlineData(64, Model, "the settings name lexical-1 with 64 numbers")]
    public async Task Vectors_of_another_model_or_length_are_left_out_and_that_is_told(
        int dimension, string? assumed, string reason)
    {
        await CreateAsync("VECTOR(4096)", $"VEC_FromText({Ones})");
        TakeoverParts parts = new(scratch) { Embedder = new LexicalEmbedder(dimension), Options = Assuming(assumed) };
        TakeoverPlan plan = await parts.PlanAsync();
        VectorCount count = Assert.Single(await parts.Rows.VectorsAsync(plan, ofLogs: true, default));
        Assert.Equal((4096, 12), (count.Numbers, count.Count));
        Assert.Equal(reason, plan.WhyLeftOut(count.Model, count.Numbers, ofLogs: true));

        await parts.RunToTheEndAsync();
        Assert.Equal(0, await CountAsync("log_events WHERE embedding_vector IS NOT NULL"));
        Assert.Equal(12, await CountAsync("py_log_events WHERE embedding_vector IS NOT NULL"));
    }

    [Theory]
    [InlineData("LONGTEXT", "'[3,0,4]'", "'[\"a\",1,2]'", false)]
    [InlineData("JSON", "'[3,0,4]'", "'[null,1,2]'", false)]
    [InlineData("JSON", "'[3,0,4]'", "'[null,1,2]'", true)]
    [InlineData("BLOB", "VEC_FromText('[3,0,4]')", "x'0000C07F0000C07F0000C07F'", false)] // of numbers that are none
    public async Task Vectors_in_JSON_or_bytes_are_read_and_what_is_none_is_left_out_alone(
        string type, string good, string bad, bool isScanned)
    {
        await CreateAsync(type, good);
        if (isScanned)
        {
            await BelieveInTwoRowsAsync();
        }

        await scratch.ExecuteAsync($"UPDATE log_events SET embedding_vector = {bad} WHERE id IN (5, 9)");
        await scratch.ExecuteAsync("UPDATE log_events SET embedding_vector = NULL WHERE id = 2");
        await OldPlatform.CreateTemplatesAsync(
            scratch, type, $"embedding_vector = {good}, embedding_model = '{Model}'",
            $"embedding_vector = {bad}, embedding_model = '{Model}'");
        TakeoverParts parts = new(scratch) { Embedder = new LexicalEmbedder(3), Options = Assuming(Model), EmbedLogs = true };

        Assert.Equal(
            "12 logs and 2 templates taken over, 1 vectors of templates kept, 2 vectors of logs that cannot be read left out",
            (await parts.RunToTheEndAsync()).Split(';')[0]);

        Assert.Equal(9, await CountAsync(
            "log_vectors_1 v JOIN log_events e ON e.id = v.log_id WHERE VEC_ToText(v.vector) = '[3,0,4]'"));
        Assert.Equal(9, await CountAsync("log_vectors_1"));
        Assert.Equal("[0.6,0,0.8]", await scratch.ScalarAsync<string>(
            """
            SELECT VEC_ToText(v.vector) FROM template_vectors_1 v JOIN log_templates t ON t.id = v.template_id
            WHERE t.canonical_text = 'login of user from <IP>'
            """));
    }

    [Fact]
    public async Task Vectors_of_another_length_than_a_row_holds_have_a_place_only_with_EMBED_LOGS()
    {
        await CreateAsync("VECTOR(3)", "VEC_FromText('[3,0,4]')");
        TakeoverParts parts = new(scratch) { Embedder = new LexicalEmbedder(3), Options = Assuming(Model) };
        TakeoverPlan plan = await parts.PlanAsync();
        Assert.Equal("a log's row holds 4096 numbers, and EMBED_LOGS is false", plan.WhyLeftOut(null, 3, ofLogs: true));
        Assert.Null((plan with { EmbedLogs = true }).WhyLeftOut(null, 3, ofLogs: true));
        Assert.Null(plan.WhyLeftOut(null, 3, ofLogs: false));
    }

    private static TakeoverOptions Assuming(string? model) => TakeoverOptions.None with { EmbeddingModel = model };

    private async Task CreateAsync(string type, string value)
    {
        await OldPlatform.CreateAsync(scratch, 12, $"embedding_vector {type} NULL,");
        await scratch.ExecuteAsync($"UPDATE log_events SET embedding_vector = {value}");
    }

    /// <summary>The server then scans the table rather than to look up each row.</summary>
    private async Task BelieveInTwoRowsAsync()
    {
        await scratch.ExecuteAsync("CREATE TABLE others AS SELECT * FROM log_events WHERE id > 2");
        await scratch.ExecuteAsync("DELETE FROM log_events WHERE id > 2");
        await scratch.ExecuteAsync("ALTER TABLE log_events STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0");
        await scratch.ExecuteAsync("ANALYZE TABLE log_events");
        await scratch.ExecuteAsync("INSERT INTO log_events SELECT * FROM others");
        await scratch.ExecuteAsync("DROP TABLE others");
    }

    private Task<long> CountAsync(string from) => scratch.ScalarAsync<long>($"SELECT COUNT(*) FROM {from}");
}
