using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Templates;
using Moq;

namespace DevMesh.Tests.Embeddings;

public sealed class TemplateEmbeddingTests
{
    private static readonly CreatedTemplate[] Created = [new(1, "kernel panic"), new(2, "disk failed"), new(3, "oom")];

    private readonly Mock<IVectorStore> _vectors = new();
    private readonly Mock<IEmbedderCatalog> _embedders = new();
    private readonly EmbeddingQueue _queue = new(capacity: 2);
    private readonly List<TemplateVector> _stored = [];

    public TemplateEmbeddingTests()
    {
        _vectors.Setup(store => store.OpenAsync(It.IsAny<string>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string name, int dimension, CancellationToken _) => new EmbeddingModel(1, name, dimension, Served: true));
        _vectors.Setup(store => store.StoreAsync(
                It.IsAny<EmbeddingModel>(), It.IsAny<int>(), It.IsAny<IReadOnlyCollection<TemplateVector>>(), It.IsAny<CancellationToken>()))
            .Callback((EmbeddingModel _, int _, IReadOnlyCollection<TemplateVector> vectors, CancellationToken _) => _stored.AddRange(vectors))
            .ReturnsAsync(1);
    }

    [Fact]
    public async Task An_embedded_embedder_has_stored_the_vectors_when_it_returns()
    {
        LexicalEmbedder embedder = new();
        await Embedding(embedder).OnCreatedAsync(Created, default);
        Assert.Equal([1, 2, 3], _stored.Select(vector => vector.TemplateId));
        Assert.Equal(embedder.Embed("disk failed"), _stored[1].Vector.ToArray());
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task A_remote_embedder_is_not_waited_for_and_what_the_queue_cannot_hold_is_counted()
    {
        Mock<IEmbedder> remote = new(MockBehavior.Strict);
        remote.SetupGet(embedder => embedder.Kind).Returns(EmbedderKind.Remote);

        await Embedding(remote.Object).OnCreatedAsync(Created, default);

        Assert.Empty(_stored);
        Assert.Equal(1, _queue.Dropped);
        Assert.Equal(Created[..2], await _queue.TakeAsync(10, default));
    }

    [Fact]
    public async Task The_queue_gives_no_more_than_a_batch()
    {
        _queue.Add(Created[..2]);
        Assert.Equal(Created[..1], await _queue.TakeAsync(1, default));
        Assert.Equal(Created[1..2], await _queue.TakeAsync(1, default));
        Task<IReadOnlyList<CreatedTemplate>> waiting = _queue.TakeAsync(1, default);
        Assert.False(waiting.IsCompleted);
        _queue.Add(Created[2..]);
        Assert.Equal(Created[2..], await waiting);
    }

    [Fact]
    public async Task Nothing_created_asks_nothing_of_the_store()
    {
        await Embedding(new LexicalEmbedder()).OnCreatedAsync([], default);
        _vectors.VerifyNoOtherCalls();
    }

    private TemplateEmbedding Embedding(IEmbedder embedder)
    {
        _embedders.SetupGet(catalog => catalog.Configured).Returns(embedder);
        return new TemplateEmbedding(new TemplateEmbedder(_embedders.Object, _vectors.Object), _queue);
    }
}
