using DevMesh.Domain.Embeddings;
using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Backfill;

/// <param name="EmbedLogs">Whether logs get vectors of their own, after the templates have theirs.</param>
public sealed record EmbeddingBackfillOptions(bool EmbedLogs);

/// <summary>
/// Embeds templates that have no vector of the model that the settings name: those that live embedding missed, and all of
/// them after the model changed. When none is left and another model is served, it makes search use this one. Safe to kill
/// and to run again at any moment.
/// </summary>
public sealed partial class EmbeddingBackfill(
    JobRunner runner,
    VectorFiller filler,
    TemplateVectorFill templates,
    LogVectorFill logs,
    IEmbedderCatalog embedders,
    IVectorStore vectors,
    Pacers pacers,
    EmbeddingBackfillOptions options,
    ILogger<EmbeddingBackfill> logger)
{
    public Task<JobResult> RunAsync(JobCall call, CancellationToken ct) =>
        runner.RunAsync(
            Jobs.Embeddings,
            call,
            (run, token) =>
            {
                FillCount ofTemplates = new();
                FillCount ofLogs = new();
                run.Summary = () => Words(ofTemplates, ofLogs);
                return FillAsync(run, call.Pace, fromStart: false, ofTemplates, ofLogs, token);
            },
            ct);

    internal string Words(FillCount ofTemplates, FillCount ofLogs) =>
        ofTemplates.Words("vectors of templates") + (options.EmbedLogs ? $", {ofLogs.Words("vectors of logs")}" : "");

    /// <summary>The work itself, within a run that holds the lock.</summary>
    internal async Task FillAsync(
        JobRun run, PaceOptions? pace, bool fromStart, FillCount ofTemplates, FillCount ofLogs, CancellationToken ct)
    {
        IEmbedder embedder = embedders.Configured;
        Pacer pacer = pacers.OfEmbeddings(embedder.Kind is EmbedderKind.Remote, pace);
        EmbeddingModel model = await vectors.OpenAsync(embedder.Model, embedder.Dimension, ct);
        if (!await filler.FillAsync(templates, model, run, pacer, fromStart, ofTemplates, ct))
        {
            return;
        }

        if (!model.Served)
        {
            await vectors.ServeAsync(model, embedder.ChunkVersion, ct);
            Log.Serves(logger, model.Name, model.Dimension);
        }
        else if (fromStart)
        {
            await vectors.LabelAsync(model, embedder.ChunkVersion, ct);
        }

        if (options.EmbedLogs)
        {
            await filler.FillAsync(logs, model, run, pacer, fromStart, ofLogs, ct);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(325, LogLevel.Information,
            "Every template has a vector of {Model} ({Dimension} numbers): search uses it from now on")]
        public static partial void Serves(ILogger logger, string model, int dimension);
    }
}
