namespace DevMesh.Domain.Embeddings;

/// <summary>Port: the embedder that the settings name, and those of models that still have vectors.</summary>
public interface IEmbedderCatalog
{
    /// <summary>Embeds what is new.</summary>
    IEmbedder Configured { get; }

    /// <summary>
    /// The embedder whose vectors may be compared with those of a stored model: after the settings name another model,
    /// search goes on with the one before until the new one is filled. Null when there is none for it any more.
    /// </summary>
    IEmbedder? Find(EmbeddingModel model);
}
