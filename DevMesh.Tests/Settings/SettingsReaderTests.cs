using System.Net;
using DevMesh.Functions.Settings;

namespace DevMesh.Tests.Settings;

public sealed class SettingsReaderTests
{
    private const string Connection = "Server=127.0.0.1;Database=devmesh;Password=hunter2";

    [Fact]
    public void With_the_required_one_alone_every_setting_has_its_default()
    {
        SettingsReading reading = Read();
        DevMeshSettings settings = reading.Settings;
        Assert.Empty(reading.Warnings);
        Assert.Equal(Connection, settings.MariaDbConnection);
        Assert.Null(settings.GatewayUrl);
        Assert.Null(settings.EmbeddingModel);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.EmbeddingTimeout);
        Assert.Equal(4096, settings.EmbeddingDim);
        Assert.Equal(50, settings.EmbeddingBatchSize);
        Assert.False(settings.EmbedLogs);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.BackfillDelay);
        Assert.Equal("0 * * * * *", settings.BackfillEmbeddingsSchedule);
        Assert.Null(settings.CanonVersion);
        Assert.Empty(settings.Nodes);
        Assert.Equal(IPAddress.Loopback, settings.Bind);
        Assert.Equal(8000, settings.Port);
        Assert.Equal(".devmesh", settings.State);
        Assert.Equal(5000, settings.IngestMaxEntries);
        Assert.Equal(262_144, settings.IngestMaxEntryBytes);
        Assert.Equal(8 * 1024 * 1024, settings.IngestMaxBodyBytes);
        Assert.Equal(8 * 1024 * 1024, settings.IngestMaxInflatedBytes);
        Assert.Equal((64, 256, 0), (settings.IngestMaxDepth, settings.IngestMaxFields, settings.IngestNodeRate));
        Assert.Equal((1024, 1000, null, 16),
            (settings.QueryMaxLength, settings.QueryMaxLimit, settings.QueryMaxRange, settings.QueryConcurrency));
    }

    [Fact]
    public void Every_setting_can_be_given()
    {
        DevMeshSettings settings = Read(
            ("GATEWAY_URL", "https://gateway.example:11434/v1"),
            ("GATEWAY_API_KEY", "key"),
            ("EMBEDDING_MODEL", "qwen3-embedding:8b"),
            ("EMBEDDING_TIMEOUT", "1.5m"),
            ("EMBEDDING_DIM", "16000"),
            ("EMBEDDING_BATCH_SIZE", "1"),
            ("EMBED_LOGS", "True"),
            ("BACKFILL_DELAY", "00:00:05"),
            ("BACKFILL_EMBEDDINGS_SCHEDULE", "30 */5 * * * *"),
            ("CANON_VERSION", "1"),
            ("DEVMESH_NODES", "gpu-node, teaching,gpu-node,"),
            ("DEVMESH_BIND", "::1"),
            ("DEVMESH_PORT", "0"),
            ("DEVMESH_STATE", "/var/lib/devmesh"),
            ("INGEST_MAX_ENTRIES", "10000"),
            ("INGEST_MAX_ENTRY_BYTES", "131072"),
            ("INGEST_MAX_BODY_BYTES", "1 MiB"),
            ("INGEST_MAX_INFLATED_BYTES", "1GiB"),
            ("INGEST_MAX_IN_FLIGHT_BYTES", "2GiB"),
            ("INGEST_NODE_RATE", "5000"),
            ("QUERY_MAX_RANGE", "7d"),
            ("QUERY_TIMEOUT", "1.5s")).Settings;
        Assert.Equal(new Uri("https://gateway.example:11434/v1"), settings.GatewayUrl);
        Assert.Equal("key", settings.GatewayApiKey);
        Assert.Equal("qwen3-embedding:8b", settings.EmbeddingModel);
        Assert.Equal(TimeSpan.FromSeconds(90), settings.EmbeddingTimeout);
        Assert.Equal(16_000, settings.EmbeddingDim);
        Assert.Equal(1, settings.EmbeddingBatchSize);
        Assert.True(settings.EmbedLogs);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.BackfillDelay);
        Assert.Equal("30 */5 * * * *", settings.BackfillEmbeddingsSchedule);
        Assert.Equal(1, settings.CanonVersion);
        Assert.Equal(["gpu-node", "teaching"], settings.Nodes);
        Assert.Equal(IPAddress.IPv6Loopback, settings.Bind);
        Assert.Equal(0, settings.Port);
        Assert.Equal("/var/lib/devmesh", settings.State);
        Assert.Equal(10_000, settings.IngestMaxEntries);
        Assert.Equal(131_072, settings.IngestMaxEntryBytes);
        Assert.Equal(1024 * 1024, settings.IngestMaxBodyBytes);
        Assert.Equal(1024L * 1024 * 1024, settings.IngestMaxInflatedBytes);
        Assert.Equal(2048L * 1024 * 1024, settings.IngestMaxInFlightBytes);
        Assert.Equal((5000, TimeSpan.FromDays(7)), (settings.IngestNodeRate, settings.QueryMaxRange));
        Assert.Equal(TimeSpan.FromMilliseconds(1500), settings.QueryTimeout);
    }

    [Theory]
    [InlineData("GATEWAY_URL", "localhost:11434", "is not that")]
    [InlineData("GATEWAY_URL", "ftp://host/", "is not that")]
    [InlineData("EMBEDDING_TIMEOUT", "30", "is not that")]
    [InlineData("EMBEDDING_TIMEOUT", "-1s", "is not that")]
    [InlineData("EMBEDDING_TIMEOUT", "1ms", "is too small")]
    [InlineData("EMBEDDING_TIMEOUT", "11m", "is too large")]
    [InlineData("EMBEDDING_DIM", "0", "is too small")]
    [InlineData("EMBEDDING_DIM", "16001", "is too large")]
    [InlineData("EMBEDDING_DIM", "4k", "is not that")]
    [InlineData("EMBED_LOGS", "yes", "is not that")]
    [InlineData("BACKFILL_EMBEDDINGS_SCHEDULE", "* * * * *", "is not that")]
    [InlineData("CANON_VERSION", "0", "is too small")]
    [InlineData("DEVMESH_NODES", "gpu node", "is not that")]
    [InlineData("DEVMESH_BIND", "localhost", "is not that")]
    [InlineData("DEVMESH_PORT", "65536", "is too large")]
    [InlineData("INGEST_MAX_BODY_BYTES", "16MB", "is not that")]
    [InlineData("INGEST_MAX_BODY_BYTES", "99999999999GiB", "is not that")]
    [InlineData("INGEST_MAX_ENTRY_BYTES", "64KiB", "is too small")]
    [InlineData("INGEST_MAX_INFLATED_BYTES", "2GiB", "is too large")]
    [InlineData("INGEST_MAX_DEPTH", "65", "is too large")]
    [InlineData("QUERY_MAX_LENGTH", "5000", "is too large")]
    [InlineData("QUERY_MAX_RANGE", "59s", "is too small")]
    [InlineData("QUERY_TIMEOUT", "30", "is not that")]
    [InlineData("QUERY_CONCURRENCY", "0", "is too small")]
    public void A_wrong_value_is_told_with_what_is_accepted(string name, string value, string problem)
    {
        string error = Assert.Single(Errors((name, value)));
        Assert.StartsWith($"{name}: '{value}' {problem}; accepted: ", error, StringComparison.Ordinal);
        Assert.EndsWith(Setting.All.Single(each => string.Equals(each.Name, name, StringComparison.Ordinal)).Accepted, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_would_never_be_let_in_is_told() => Assert.Equal(
        ["INGEST_MAX_INFLATED_BYTES: 134217728 bytes are never let in; accepted: at most half of INGEST_MAX_IN_FLIGHT_BYTES, 16777216 bytes"],
        Errors(("INGEST_MAX_INFLATED_BYTES", "128MiB")));

    [Fact]
    public void All_errors_are_told_at_once()
    {
        IReadOnlyList<string> errors = Errors(
            ("MARIADB_CONNECTION", ""), ("EMBEDDING_DIM", "x"), ("DEVMESH_PORT", "-1"), ("GATEWAY_URL", "http://gateway/"));
        Assert.Equal(
            "MARIADB_CONNECTION EMBEDDING_DIM DEVMESH_PORT EMBEDDING_MODEL", string.Join(' ', errors.Select(each => each.Split(':')[0])));
    }

    [Fact]
    public void A_secret_is_never_repeated()
    {
        string error = Assert.Single(Errors(("MARIADB_CONNECTION", "hunter2 without any pair")));
        Assert.Equal("MARIADB_CONNECTION: its value is not that; accepted: key=value pairs separated by semicolons", error);
    }

    [Fact]
    public void The_settings_as_text_show_no_secret()
    {
        string text = Read(("GATEWAY_URL", "http://g/"), ("EMBEDDING_MODEL", "m"), ("GATEWAY_API_KEY", "hunter3")).Settings.ToString();
        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_may_not_be_larger_than_a_batch() =>
        Assert.StartsWith(
            "INGEST_MAX_ENTRY_BYTES: ",
            Assert.Single(Errors(("INGEST_MAX_ENTRY_BYTES", "1MiB"), ("INGEST_MAX_INFLATED_BYTES", "512KiB"))),
            StringComparison.Ordinal);

    [Fact]
    public void A_misspelt_name_is_warned_about_with_the_nearest_one()
    {
        IReadOnlyList<string> warnings = Read(("EMBEDING_DIM", "5"), ("EMBEDDING_DIMS", "5"), ("DEVMESH_ZZZZZZZZZZZZZ", "1"), ("PATH", "/bin")).Warnings;
        Assert.Equal(
            [
                "DEVMESH_ZZZZZZZZZZZZZ is not a setting and is ignored",
                "EMBEDDING_DIMS is not a setting and is ignored; did you mean EMBEDDING_DIM?",
            ],
            warnings);
    }

    [Fact]
    public void What_has_no_effect_without_a_gateway_is_warned_about() =>
        Assert.Equal(
            "EMBEDDING_MODEL GATEWAY_API_KEY",
            string.Join(' ', Read(("EMBEDDING_MODEL", "m"), ("GATEWAY_API_KEY", "k")).Warnings.Select(each => each.Split(' ')[0])));

    [Fact]
    public void The_variables_of_the_MariaDB_image_are_no_mistakes() =>
        Assert.Empty(Read(("MARIADB_ROOT_PASSWORD_FILE", "/run/secrets/root"), ("MARIADB_DATABASE", "devmesh")).Warnings);

    [Fact]
    public void A_setting_as_text_is_what_was_given_or_its_default()
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal) { ["BACKFILL_DELAY"] = "3s", ["DEVMESH_PORT"] = "" };
        Assert.Equal("3s", SettingsReader.TextOf("BACKFILL_DELAY", values));
        Assert.Equal("8000", SettingsReader.TextOf("DEVMESH_PORT", values));
        Assert.Null(SettingsReader.TextOf("NO_SUCH_SETTING", values));
    }

    private static SettingsReading Read(params (string Name, string Value)[] given)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal) { ["MARIADB_CONNECTION"] = Connection };
        foreach ((string name, string value) in given)
        {
            values[name] = value;
        }

        return SettingsReader.Read(values);
    }

    private static IReadOnlyList<string> Errors(params (string Name, string Value)[] given) =>
        Assert.Throws<SettingsException>(() => Read(given)).Errors;
}
