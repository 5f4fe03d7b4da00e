using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Templates;
using DevMesh.Domain.Time;
using Moq;

namespace DevMesh.Tests.Ingestion;

public sealed class IngestServiceTests : IDisposable
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private readonly Mock<ITemplateStore> _store = new();
    private readonly Mock<ITemplateEmbedding> _embedding = new();
    private readonly Mock<ILogWriter> _writer = new();
    private readonly List<IReadOnlyList<NewLog>> _stored = [];
    private readonly TemplateCatalog _catalog;
    private readonly IngestService _service;

    public IngestServiceTests()
    {
        _store.Setup(store => store.ResolveAsync(It.IsAny<IReadOnlyCollection<NewTemplate>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyCollection<NewTemplate> templates, CancellationToken _) => new ResolvedTemplates(
                templates.ToDictionary(template => template.Hash, template => (long)template.Text.Length),
                templates.Count,
                [.. templates.Select(template => new CreatedTemplate(template.Text.Length, template.Text))]));
        _writer.Setup(writer => writer.StoreAsync(It.IsAny<string>(), It.IsAny<DateTime>(), Capture.In(_stored), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string _, DateTime _, IReadOnlyList<NewLog> logs, CancellationToken _) => logs.Count);
        _catalog = new TemplateCatalog(_store.Object);
        _service = new IngestService(new DigitsAway(), _catalog, _embedding.Object, _writer.Object, new FixedClock());
    }

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public async Task Every_log_is_stored_under_the_template_of_its_canonical_text()
    {
        IngestResult result = await IngestAsync(Entry("job 1"), Entry("job 22"), Entry("task 333"));

        Assert.Equal((3, 3, 0, 2), (result.Received, result.Stored, result.Duplicates, result.TemplatesCreated));
        Assert.Equal(["job #".Length, "job #".Length, "task #".Length], _stored.Single().Select(log => (int)log.TemplateId));
    }

    [Fact]
    public async Task Entries_that_stand_twice_in_a_batch_are_stored_once()
    {
        IngestResult result = await IngestAsync(Entry("a"), Entry("a"), Entry("a", cursor: "1"), Entry("b", cursor: "1"));

        Assert.Equal((4, 2, 2), (result.Received, result.Stored, result.Duplicates));
    }

    [Fact]
    public async Task A_known_template_is_not_asked_for_again()
    {
        await IngestAsync(Entry("job 1"));
        await IngestAsync(Entry("job 2", cursor: "2"));

        _store.Verify(store => store.ResolveAsync(It.IsAny<IReadOnlyCollection<NewTemplate>>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task A_template_whose_embedding_failed_is_asked_for_again()
    {
        _embedding.SetupSequence(embedding => embedding.OnCreatedAsync(It.IsAny<IReadOnlyList<CreatedTemplate>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new IOException("lost"))
            .Returns(Task.CompletedTask);

        await Assert.ThrowsAsync<IOException>(() => IngestAsync(Entry("job 1")));
        await IngestAsync(Entry("job 1"));

        _embedding.Verify(
            embedding => embedding.OnCreatedAsync(It.Is<IReadOnlyList<CreatedTemplate>>(created => created.Count == 1), It.IsAny<CancellationToken>()),
            Times.Exactly(2));
    }

    [Theory]
    [InlineData("2026-11-22T12:10:00Z", EventFlags.None)]
    [InlineData("2026-11-22T12:10:00.000001Z", EventFlags.Clock)]
    [InlineData("2000-01-01T00:00:00Z", EventFlags.None)]
    [InlineData("1999-12-31T23:59:59Z", EventFlags.Clock)]
    public async Task A_clock_that_cannot_be_right_is_flagged(string timestamp, EventFlags expected)
    {
        Assert.True(Rfc3339.TryParse(timestamp, out DateTime at));
        await IngestAsync(Entry("a", at: at));
        Assert.Equal(expected, _stored.Single().Single().Flags);
    }

    [Fact]
    public async Task A_batch_of_refused_entries_only_stores_nothing_and_says_why()
    {
        IngestResult result = await _service.IngestAsync(new IngestBatch("n", 1, [], [new RejectedEntry(0, "why")]), CancellationToken.None);

        Assert.Equal((1, 0, 0, "why"), (result.Received, result.Stored, result.Duplicates, result.Rejected.Single().Reason));
        Assert.Empty(_stored);
    }

    private Task<IngestResult> IngestAsync(params LogEntry[] entries) =>
        _service.IngestAsync(new IngestBatch("n", entries.Length, entries, []), CancellationToken.None);

    private static LogEntry Entry(string message, string? cursor = null, DateTime? at = null) =>
        new(at ?? Noon, Level.Info, "s", message, cursor, null);

    private sealed class DigitsAway : ICanonicalizer
    {
        public int Version => 1;

        public CanonicalForm Canonicalize(string message) => new(message.TrimEnd("0123456789".ToCharArray()) + "#");
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(Noon);
    }
}
