using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Backfill;

/// <summary>What the settings say about the pace of each backfill.</summary>
/// <param name="Embeddings">Towards a remote model.</param>
/// <param name="Embedded">Towards the embedded embedder, which heats nothing.</param>
public sealed record BackfillPaces(PaceOptions Embeddings, PaceOptions Embedded, PaceOptions Templates, PaceOptions Retention);

/// <summary>Makes the pacer of a run.</summary>
public sealed class Pacers(BackfillPaces paces, IThermometer thermometer, TimeProvider clock, ILogger<Pacer> logger)
{
    /// <param name="isRemote">Whether the model is behind the gateway.</param>
    /// <param name="asked">In place of what the settings say.</param>
    public Pacer OfEmbeddings(bool isRemote, PaceOptions? asked) => Of(asked ?? (isRemote ? paces.Embeddings : paces.Embedded));

    public Pacer OfTemplates(PaceOptions? asked) => Of(asked ?? paces.Templates);

    public Pacer OfRetention(PaceOptions? asked) => Of(asked ?? paces.Retention);

    private Pacer Of(PaceOptions options) => new(options, thermometer, clock, logger);
}
