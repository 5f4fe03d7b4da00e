using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Takeover;

/// <summary>How it is asked for.</summary>
/// <param name="Zone">Of times without a zone.</param>
/// <param name="EmbeddingModel">Which model made the vectors of tables that do not say; null when that is not known.</param>
/// <param name="Columns">Columns of the logs by their purpose, see <see cref="ColumnNames"/>.</param>
/// <param name="Leave">Columns of the logs that are not to be taken over.</param>
public sealed record TakeoverOptions(
    TimeZoneInfo Zone, string? EmbeddingModel, IReadOnlyDictionary<string, string> Columns, IReadOnlySet<string> Leave)
{
    public static readonly TakeoverOptions None =
        new(TimeZoneInfo.Utc, null, new Dictionary<string, string>(), new HashSet<string>());
}

/// <summary>What is taken over, and how it is read.</summary>
/// <param name="Model">The model of the settings: vectors of others are left out.</param>
/// <param name="Dimension">The length of its vectors.</param>
/// <param name="EmbedLogs">Whether logs have indexed vectors of their own.</param>
public sealed record TakeoverPlan(
    OldTable Logs,
    LogColumns LogColumns,
    OldTable? Templates,
    TemplateColumns? TemplateColumns,
    TakeoverOptions Options,
    string Model,
    int Dimension,
    bool EmbedLogs)
{
    /// <summary>The length of log_events.embedding_vector.</summary>
    public const int RowDimension = 4096;

    /// <exception cref="TakeoverException">There is nothing to take over, or a column is missing.</exception>
    public static TakeoverPlan Of(OldDatabase database, TakeoverOptions options, IEmbedder embedder, bool embedLogs)
    {
        OldTable logs = database.Logs ?? throw new TakeoverException(
            "there is nothing to take over: the database has no table log_events of another program, and no py_log_events");
        return new TakeoverPlan(
            logs,
            ColumnMap.OfLogs(logs, options.Columns, options.Leave),
            database.Templates,
            database.Templates is { } templates ? ColumnMap.OfTemplates(templates) : null,
            options,
            embedder.Model,
            embedder.Dimension,
            embedLogs);
    }

    /// <summary>Whether vectors of logs have a place: their row's column, or an indexed copy.</summary>
    public bool HasPlaceForLogVectors => LogColumns.Vector is not null && (Dimension == RowDimension || EmbedLogs);

    /// <summary>Why vectors are left out; null when they are kept.</summary>
    /// <param name="model">Of the vectors; null when the table does not say.</param>
    public string? WhyLeftOut(string? model, long numbers, bool ofLogs) =>
        (model ?? Options.EmbeddingModel) is not { } known ? "no column says which model made them; --embedding-model can"
        : known != Model || numbers != Dimension ? $"the settings name {Model} with {Dimension} numbers"
        : ofLogs && !HasPlaceForLogVectors ? $"a log's row holds {RowDimension} numbers, and EMBED_LOGS is false"
        : null;
}

/// <summary>Vectors of one model and length.</summary>
/// <param name="Model">Null when the table does not say.</param>
/// <param name="Numbers">0 for what is no vector.</param>
public readonly record struct VectorCount(string? Model, long Numbers, long Count);
