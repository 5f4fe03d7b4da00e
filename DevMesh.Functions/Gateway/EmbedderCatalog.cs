using System.Collections.Concurrent;
using DevMesh.Domain.Embeddings;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Gateway;

/// <inheritdoc cref="IEmbedderCatalog"/>
internal sealed class EmbedderCatalog : IEmbedderCatalog
{
    private readonly DevMeshSettings _settings;
    private readonly GatewayState _state;
    private readonly ConcurrentDictionary<(string Name, int Dimension), IEmbedder> _others = new();

    public EmbedderCatalog(DevMeshSettings settings, GatewayState state)
    {
        _settings = settings;
        _state = state;
        Configured = settings.GatewayUrl is null
            ? new LexicalEmbedder(settings.EmbeddingDim)
            : Remote(settings.GatewayUrl, settings.EmbeddingModel!, settings.EmbeddingDim);
    }

    public IEmbedder Configured { get; }

    public IEmbedder? Find(EmbeddingModel model)
    {
        if (Configured.Model == model.Name && Configured.Dimension == model.Dimension)
        {
            return Configured;
        }

        if (model.Name != LexicalEmbedder.ModelName && _settings.GatewayUrl is null)
        {
            return null;
        }

        return _others.GetOrAdd((model.Name, model.Dimension), key => key.Name == LexicalEmbedder.ModelName
            ? new LexicalEmbedder(key.Dimension)
            : Remote(_settings.GatewayUrl!, key.Name, key.Dimension));
    }

    private GatewayEmbedder Remote(Uri url, string model, int dimension) => new(
        new GatewayOptions(url, _settings.GatewayApiKey, model, dimension, _settings.EmbeddingTimeout, _settings.EmbeddingBatchSize),
        _state);
}
