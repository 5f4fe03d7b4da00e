using System.Collections.Concurrent;
using DevMesh.Domain.Embeddings;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Gateway;

/// <inheritdoc cref="IEmbedderCatalog"/>
internal sealed class EmbedderCatalog : IEmbedderCatalog, IDisposable
{
    private readonly GatewayClient? _gateway;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<(string Name, int Dimension), IEmbedder> _others = new();

    public EmbedderCatalog(DevMeshSettings settings, GatewayState state, TimeProvider clock)
    {
        _clock = clock;
        if (settings.GatewayUrl is { } url)
        {
            GatewayPatience patience = new(
                settings.EmbeddingTimeout, GatewayPatience.DefaultRetryDelay, settings.GatewayBreak);
            _gateway = new GatewayClient(
                url, settings.GatewayApiKey, GatewayResilience.Build(patience, clock), state, clock);
        }

        Configured = _gateway is null
            ? new LexicalEmbedder(settings.EmbeddingDim)
            : Remote(_gateway, settings.EmbeddingModel!, settings.EmbeddingDim);
    }

    public IEmbedder Configured { get; }

    public IEmbedder? Find(EmbeddingModel model)
    {
        if (Configured.Model == model.Name && Configured.Dimension == model.Dimension)
        {
            return Configured;
        }

        if (model.Name != LexicalEmbedder.ModelName && _gateway is null)
        {
            return null;
        }

        return _others.GetOrAdd((model.Name, model.Dimension), key => key.Name == LexicalEmbedder.ModelName
            ? new LexicalEmbedder(key.Dimension)
            : Remote(_gateway!, key.Name, key.Dimension));
    }

    public void Dispose() => _gateway?.Dispose();

    private GatewayEmbedder Remote(GatewayClient gateway, string model, int dimension) =>
        new(gateway, new GatewayModel(model, dimension), _clock);
}
