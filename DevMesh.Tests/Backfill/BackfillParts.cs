using DevMesh.Domain.Backfill;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Retention;
using DevMesh.Domain.Templates;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace DevMesh.Tests.Backfill;

/// <summary>The jobs on a database of a test's own, put together as the app does, with the parts that a test chooses.</summary>
internal sealed class BackfillParts(ScratchDatabase scratch, TimeProvider clock)
{
    public IEmbedder Embedder { get; set; } = new LexicalEmbedder(32);

    public ICanonicalizer Canonicalizer { get; set; } = Canonicalizers.Default;

    public PaceOptions Pace { get; set; } = new(10, TimeSpan.Zero);

    public bool EmbedLogs { get; set; }

    public LogLines Lines { get; } = new();

    public RunLock Locks { get; } = new(scratch.Source);

    public TimerRuns Runs { get; } = new(scratch.Database, clock);

    public BackfillCursors Cursors { get; } = new(scratch.Database);

    public VectorStore Vectors { get; } = new(scratch.Database);

    public JobRunner Runner() => new(Locks, Runs, clock, Lines.Logger<JobRunner>());

    public EmbeddingBackfill Embeddings()
    {
        IEmbedderCatalog catalog = Catalog();
        return new EmbeddingBackfill(
            Runner(),
            new VectorFiller(Cursors, clock),
            new TemplateVectorFill(new TemplateEmbedder(catalog, Vectors), Vectors),
            new LogVectorFill(catalog, new LogVectorStore(scratch.Database)),
            catalog,
            Vectors,
            Pacers(),
            new EmbeddingBackfillOptions(EmbedLogs),
            NullLogger<EmbeddingBackfill>.Instance);
    }

    public TemplateBackfill Templates() => new(
        Runner(),
        new LogTemplates(scratch.Database),
        new TemplateStore(scratch.Database),
        new TemplateEmbedding(new TemplateEmbedder(Catalog(), Vectors), new EmbeddingQueue()),
        Canonicalizer,
        Cursors,
        Pacers(),
        clock);

    public ValueBackfill Values() => new(
        Runner(), new LogTemplates(scratch.Database), new ValueFill(scratch.Database), Canonicalizer, Cursors, Pacers(), clock);

    public SafetyNet SafetyNet() => new(Runner(), Locks, Templates(), Embeddings(), new ActivityAudit(scratch.Database));

    public LogRetention Retention(RetentionPolicy policy) =>
        new(Runner(), policy, new LogExpiry(scratch.Database), Pacers(), clock);

    public IEmbedderCatalog Catalog()
    {
        Mock<IEmbedderCatalog> embedders = new();
        embedders.SetupGet(catalog => catalog.Configured).Returns(Embedder);
        return embedders.Object;
    }

    private Pacers Pacers() => new(
        new BackfillPaces(Pace, Pace, Pace, Pace), Mock.Of<IThermometer>(), clock, NullLogger<Pacer>.Instance);
}
