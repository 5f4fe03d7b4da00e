using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;
using DevMesh.Domain.Templates;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.MariaDb;

/// <summary>Times that the database gives are UTC, whatever the time zone of its sessions.</summary>
public sealed class TimeZoneTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("+05:00")]
    [InlineData("-08:00")]
    public async Task A_template_that_is_created_and_embedded_is_updated_at_a_time_in_utc(string zone)
    {
        await using Database database = new(
            new ZonedSource(Driver.CreateDataSource(scratch.ConnectionString), zone), NullLogger<Database>.Instance);
        string text = $"template in {zone}";
        CanonHash hash = CanonHash.Of(1, text);
        DateTime before = DateTime.UtcNow.AddMinutes(-1);
        ResolvedTemplates resolved = await new TemplateStore(database).ResolveAsync([new NewTemplate(hash, text, 1, Noon, Noon)], default);
        (DateTime created, DateTime updated) = await TimesAsync(text);
        Assert.InRange(created, before, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(created, updated);

        VectorStore vectors = new(database);
        EmbeddingModel model = await vectors.OpenAsync("one", 8, default);
        await vectors.StoreAsync(model, 1, [new TemplateVector(resolved.Ids[hash], new LexicalEmbedder(8).Embed(text))], default);
        (_, DateTime embedded) = await TimesAsync(text);
        Assert.InRange(embedded, updated, DateTime.UtcNow.AddMinutes(1));

        TemplateChanges changes = await new TemplateSource(database).LookAsync(before, default);
        Assert.InRange(changes.Now, embedded, DateTime.UtcNow.AddMinutes(1));
    }

    private async Task<(DateTime Created, DateTime Updated)> TimesAsync(string text) =>
        (await scratch.ScalarAsync<DateTime>("SELECT created_at FROM log_templates WHERE canonical_text = @text", new { text }),
         await scratch.ScalarAsync<DateTime>("SELECT updated_at FROM log_templates WHERE canonical_text = @text", new { text }));
}
