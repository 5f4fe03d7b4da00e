using System.Net;
using DevMesh.Domain.Retention;

namespace DevMesh.Functions.Settings;

/// <summary>
/// Every setting, checked. Made by <see cref="SettingsReader"/> only, so that each value is the default or was accepted.
/// To add one, add a property here and a line to docs/settings.md and local.settings.sample.json; the tests compare them.
/// </summary>
public sealed record DevMeshSettings
{
    internal DevMeshSettings()
    {
    }

    [Setting("MARIADB_CONNECTION", "How to reach the database",
        Required = true, Secret = true, Format = SettingFormat.ConnectionString)]
    public string MariaDbConnection { get; init; } = "";

    [Setting("GATEWAY_URL", "The model gateway, any server that speaks the OpenAI API; without it the embedded lexical embedder is used")]
    public Uri? GatewayUrl { get; init; }

    [Setting("GATEWAY_API_KEY", "Sent to the gateway as bearer token", Secret = true)]
    public string? GatewayApiKey { get; init; }

    [Setting("EMBEDDING_MODEL", "The model that the gateway embeds with; required with `GATEWAY_URL`")]
    public string? EmbeddingModel { get; init; }

    [Setting("EMBEDDING_TIMEOUT", "How long one request to the gateway may take", Default = "30s", Least = "100ms", Most = "10m")]
    public TimeSpan EmbeddingTimeout { get; init; }

    [Setting("GATEWAY_BREAK", "How long the gateway is left alone after it failed again and again",
        Default = "30s", Least = "500ms", Most = "10m")]
    public TimeSpan GatewayBreak { get; init; }

    [Setting("EMBEDDING_DIM", "The length of a vector", Default = "4096", Least = "1", Most = "16000")]
    public int EmbeddingDim { get; init; }

    [Setting("EMBEDDING_BATCH_SIZE", "How many texts go to the gateway at once", Default = "50", Least = "1", Most = "2048")]
    public int EmbeddingBatchSize { get; init; }

    [Setting("EMBED_LOGS", "Whether log events get vectors of their own, besides those of their templates", Default = "false")]
    public bool EmbedLogs { get; init; }

    [Setting("SEARCH_VECTOR_MEMORY", "How much memory a worker may keep vectors in; beyond it search uses the database's vector index",
        Default = "1GiB", Least = "0", Most = "1024GiB", Format = SettingFormat.Bytes)]
    public long SearchVectorMemory { get; init; }

    [Setting("BACKFILL_DELAY", "The pause between two batches of the embedding backfill, so that the machine that embeds keeps cool",
        Default = "2s", Least = "0s", Most = "10m")]
    public TimeSpan BackfillDelay { get; init; }

    [Setting("BACKFILL_LATENCY_CEILING", "A batch of a backfill that takes longer lengthens the pauses", Least = "10ms", Most = "10m")]
    public TimeSpan? BackfillLatencyCeiling { get; init; }

    [Setting("BACKFILL_TEMPERATURE_FILE",
        "A file with the temperature of the machine that embeds, such as /sys/class/thermal/thermal_zone0/temp")]
    public string? BackfillTemperatureFile { get; init; }

    [Setting("BACKFILL_TEMPERATURE_CEILING", "Above so many degrees the pauses of the embedding backfill lengthen",
        Default = "75", Least = "1", Most = "150", Unit = "degrees Celsius")]
    public int BackfillTemperatureCeiling { get; init; }

    [Setting("BACKFILL_TEMPLATES_BATCH_SIZE", "How many logs the template backfill moves at once",
        Default = "1000", Least = "1", Most = "10000")]
    public int BackfillTemplatesBatchSize { get; init; }

    [Setting("BACKFILL_TEMPLATES_DELAY", "The pause between two batches of the template backfill", Default = "100ms", Least = "0s", Most = "10m")]
    public TimeSpan BackfillTemplatesDelay { get; init; }

    [Setting("BACKFILL_RUN_LIMIT", "When a run of a backfill, of the safety net or of retention ends by itself; the next one goes on",
        Default = "25m", Least = "1s", Most = "24h")]
    public TimeSpan BackfillRunLimit { get; init; }

    [Setting("BACKFILL_EMBEDDINGS_SCHEDULE", "When the embedding backfill starts, in UTC",
        Default = "0 * * * * *", Format = SettingFormat.Schedule)]
    public string BackfillEmbeddingsSchedule { get; init; } = "";

    [Setting("BACKFILL_TEMPLATES_SCHEDULE", "When the template backfill starts, in UTC",
        Default = "0 * * * * *", Format = SettingFormat.Schedule)]
    public string BackfillTemplatesSchedule { get; init; } = "";

    [Setting("SAFETY_NET_SCHEDULE", "When the safety net starts, in UTC", Default = "0 0 */6 * * *", Format = SettingFormat.Schedule)]
    public string SafetyNetSchedule { get; init; } = "";

    [Setting("RETENTION_DAYS", "How long logs are kept after they were received; 0 is for ever",
        Default = "0", Least = "0", Most = "36500", Unit = "days")]
    public int RetentionDays { get; init; }

    [Setting("RETENTION_OVERRIDES", "Nodes and services whose logs are kept for other times; where both apply, the longer one holds")]
    public IReadOnlyList<RetentionOverride> RetentionOverrides { get; init; } = [];

    [Setting("RETENTION_SCHEDULE", "When retention starts, in UTC", Default = "0 30 2 * * *", Format = SettingFormat.Schedule)]
    public string RetentionSchedule { get; init; } = "";

    [Setting("RETENTION_BATCH_SIZE", "How many logs retention deletes at once", Default = "1000", Least = "1", Most = "10000")]
    public int RetentionBatchSize { get; init; }

    [Setting("RETENTION_DELAY", "The pause between two batches of retention", Default = "500ms", Least = "0s", Most = "10m")]
    public TimeSpan RetentionDelay { get; init; }

    [Setting("EXPLAIN_MODEL", "The model of the gateway that writes explanations; without it plain code writes them")]
    public string? ExplainModel { get; init; }

    [Setting("PLANNER_MODEL",
        "The small model of the gateway that reads what plain code cannot find in a question; used only with `EXPLAIN_MODEL`",
        Default = "phi4")]
    public string PlannerModel { get; init; } = "";

    [Setting("EXPLAIN_TIMEOUT", "How long the models may take for one explanation; plain code answers when it is over",
        Default = "60s", Least = "100ms", Most = "10m")]
    public TimeSpan ExplainTimeout { get; init; }

    [Setting("EXPLAIN_ANSWER_TOKENS", "How long the answer of `EXPLAIN_MODEL` may be",
        Default = "1500", Least = "100", Most = "16000", Unit = "tokens")]
    public int ExplainAnswerTokens { get; init; }

    [Setting("EXPLAIN_TOKEN_BUDGET", "How large the evidence for an explanation may be, a token for each four characters",
        Default = "6000", Least = "1000", Most = "200000", Unit = "tokens")]
    public int ExplainTokenBudget { get; init; }

    [Setting("CANON_VERSION", "The version of the canonicalization rules", DefaultMeaning = "the newest", Least = "1", Most = "999")]
    public int? CanonVersion { get; init; }

    [Setting("DEVMESH_NODES", "The nodes of the fleet, separated by commas; one that never sent shows as pending in GET /nodes")]
    public IReadOnlyList<string> Nodes { get; init; } = [];

    [Setting("DEVMESH_BIND", "The address on which the self-host listens", Default = "127.0.0.1")]
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    [Setting("DEVMESH_PORT", "The port on which the self-host listens; 0 takes a free one", Default = "8000", Least = "0", Most = "65535")]
    public int Port { get; init; }

    [Setting("DEVMESH_OPEN_ACCESS",
        "Lets the self-host listen on an address that other machines reach without any API key; see docs/security.md",
        Format = SettingFormat.OpenAccess)]
    public bool? OpenAccess { get; init; }

    [Setting("TRUSTED_PROXIES", "The reverse proxies whose X-Forwarded-For is believed; see docs/security.md")]
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    [Setting("AUTH_FAILURE_LIMIT",
        "After so many requests without a right key an address gets 429 for those, until its window is over",
        Default = "10", Least = "1", Most = "1000000", Unit = "requests")]
    public int AuthFailureLimit { get; init; }

    [Setting("AUTH_FAILURE_WINDOW", "How long failed requests of an address are counted together",
        Default = "1m", Least = "1s", Most = "24h")]
    public TimeSpan AuthFailureWindow { get; init; }

    [Setting("DEVMESH_STATE", "The folder of the embedded servers, the shipper's cursor and generated data", Default = ".devmesh")]
    public string State { get; init; } = "";

    [Setting("INGEST_MAX_ENTRIES", "How many entries a batch may have", Default = "5000", Least = "1", Most = "100000", Unit = "entries")]
    public int IngestMaxEntries { get; init; }

    [Setting("INGEST_MAX_ENTRY_BYTES", "How large one entry of a batch may be, its fields included",
        Default = "256KiB", Least = "128KiB", Most = "16MiB", Format = SettingFormat.Bytes)]
    public long IngestMaxEntryBytes { get; init; }

    [Setting("INGEST_MAX_BODY_BYTES", "How large the body of a batch may be as it is sent",
        Default = "8MiB", Least = "64KiB", Most = "256MiB", Format = SettingFormat.Bytes)]
    public long IngestMaxBodyBytes { get; init; }

    [Setting("INGEST_MAX_INFLATED_BYTES", "How large the body of a batch may be once it is decompressed",
        Default = "8MiB", Least = "64KiB", Most = "1GiB", Format = SettingFormat.Bytes)]
    public long IngestMaxInflatedBytes { get; init; }

    [Setting("INGEST_MAX_DEPTH", "How deep the JSON of a batch may be nested, the body itself counted",
        Default = "64", Least = "8", Most = "64", Unit = "levels")]
    public int IngestMaxDepth { get; init; }

    [Setting("INGEST_MAX_FIELDS", "How many fields an entry may have", Default = "256", Least = "1", Most = "10000",
        Unit = "fields")]
    public int IngestMaxFields { get; init; }

    [Setting("INGEST_MAX_IN_FLIGHT_BYTES", "How much memory the bodies of all batches that are under way may take in one worker",
        Default = "32MiB", Least = "1MiB", Most = "64GiB", Format = SettingFormat.Bytes)]
    public long IngestMaxInFlightBytes { get; init; }

    [Setting("INGEST_BODY_TIMEOUT", "How long a body may take to arrive", Default = "60s", Least = "1s", Most = "1h")]
    public TimeSpan IngestBodyTimeout { get; init; }

    [Setting("INGEST_NODE_RATE", "How many logs a second a worker takes from one node in the long run; 0 is no limit",
        Default = "0", Least = "0", Most = "1000000", Unit = "logs")]
    public int IngestNodeRate { get; init; }

    [Setting("INGEST_NODE_BURST", "How many logs a node may send at once before `INGEST_NODE_RATE` holds it back",
        Default = "20000", Least = "1", Most = "10000000", Unit = "logs")]
    public int IngestNodeBurst { get; init; }

    [Setting("QUERY_MAX_LENGTH", "How long a query, or the text of `contains`, may be",
        Default = "1024", Least = "16", Most = "4096", Unit = "characters")]
    public int QueryMaxLength { get; init; }

    [Setting("QUERY_MAX_LIMIT", "How many results one page may have", Default = "1000", Least = "20", Most = "10000",
        Unit = "results")]
    public int QueryMaxLimit { get; init; }

    [Setting("QUERY_MAX_PAGE_BYTES", "How much text of logs one answer may hold; a page that would be larger ends early",
        Default = "2MiB", Least = "256KiB", Most = "1GiB", Format = SettingFormat.Bytes)]
    public long QueryMaxPageBytes { get; init; }

    [Setting("QUERY_MAX_RANGE", "How long a time `since` and `until` may span; when it is set, `since` must be given",
        Least = "1m", Most = "36500d")]
    public TimeSpan? QueryMaxRange { get; init; }

    [Setting("QUERY_TIMEOUT", "How long the database may work on one statement of a query", Default = "30s", Least = "100ms",
        Most = "1h")]
    public TimeSpan QueryTimeout { get; init; }

    [Setting("QUERY_CONCURRENCY", "How many connections queries may use at once; as many more may wait for one",
        Default = "16", Least = "1", Most = "256", Unit = "connections")]
    public int QueryConcurrency { get; init; }

    /// <summary>Where the web server itself cuts a body off, in bytes: above the app's own limit, whose answer names its setting.</summary>
    internal long ServerMaxBodyBytes => IngestMaxBodyBytes + 1024 * 1024;

    /// <summary>The type's name alone: what a record shows by itself would put secrets into logs.</summary>
    public override string ToString() => nameof(DevMeshSettings);
}
