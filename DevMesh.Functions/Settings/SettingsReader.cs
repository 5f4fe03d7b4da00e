using System.Collections;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.Settings;

/// <summary>The settings, and what looks like a mistake in the environment but stops nothing.</summary>
internal sealed record SettingsReading(DevMeshSettings Settings, IReadOnlyList<string> Warnings);

/// <summary>One or more settings are wrong. The message is fit for the one who starts the server: a line for each.</summary>
internal sealed class SettingsException(IReadOnlyList<string> errors)
    : StartupException("Settings:\n" + string.Join('\n', errors.Select(each => "  " + each)))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

/// <summary>Reads and checks all settings together.</summary>
internal static class SettingsReader
{
    /// <summary>Names that begin like this belong to DevMesh, so an unknown one is a mistake.</summary>
    private static readonly string[] OwnPrefixes =
        ["DEVMESH_", "EMBEDDING_", "EMBED_", "INGEST_", "BACKFILL_", "SAFETY_NET_", "RETENTION_", "SEARCH_", "QUERY_",
            "GATEWAY_", "MARIADB_",
        "AUTH_FAILURE_", "TRUSTED_PROX", "EXPLAIN_", "PLANNER_"];

    /// <summary>
    /// Variables of those prefixes that are for others: the tests, the benchmarks, the shipper, the fleet script and the
    /// official MariaDB image.
    /// </summary>
    private static readonly string[] ForeignNames =
    [
        "DEVMESH_TEST_MARIADB", "DEVMESH_TEST_AGAINST", "DEVMESH_BENCH_MARIADB", "DEVMESH_JOURNAL_REMOTE",
        "DEVMESH_MARIADB_DUMP", "DEVMESH_MARIADB_CLIENT",
        "DEVMESH_SSH", "DEVMESH_SSHD", "DEVMESH_SSHD_SESSION", "DEVMESH_SSHD_AUTH", "DEVMESH_SSH_KEYGEN", "DEVMESH_CURL", "DEVMESH_JQ",
        "DEVMESH_API_KEY", "DEVMESH_COMMAND",
        "DEVMESH_NODE", "DEVMESH_SERVER", "DEVMESH_KEY_FILE", "DEVMESH_FILTER", "DEVMESH_START", "DEVMESH_BATCH_COUNT",
        "DEVMESH_BATCH_BYTES", "DEVMESH_BATCH_AGE", "DEVMESH_IN_FLIGHT",
        "MARIADB_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD_FILE", "MARIADB_PASSWORD", "MARIADB_PASSWORD_FILE",
        "MARIADB_DATABASE", "MARIADB_USER", "MARIADB_VERSION",
    ];

    /// <summary>The environment over local.settings.json.</summary>
    public static IReadOnlyDictionary<string, string> AllValues()
    {
        Dictionary<string, string> values = new(LocalSettingsFile.Read(), StringComparer.Ordinal);
        foreach (DictionaryEntry each in Environment.GetEnvironmentVariables())
        {
            values[(string)each.Key] = (string?)each.Value ?? "";
        }

        return values;
    }

    /// <summary>Reads settings by name. An empty value counts as absent.</summary>
    /// <exception cref="SettingsException">Some are wrong; it names all of them.</exception>
    public static SettingsReading Read(IReadOnlyDictionary<string, string> values)
    {
        DevMeshSettings settings = new();
        List<string> errors = [];
        foreach (Setting setting in Setting.All)
        {
            GivenSetting given = GivenSetting.Of(setting, values);
            if (given.Problem is not null)
            {
                errors.Add($"{given.Name}: {given.Problem}");
                continue;
            }

            if (given.Text.Length == 0 && setting.Required)
            {
                errors.Add($"{setting.Name}: is missing; accepted: {setting.Accepted}");
                continue;
            }

            string? text = given.Text.Length == 0 ? setting.Default : given.Text;
            if (text is not null && setting.Apply(settings, text) is { } problem)
            {
                string shown = given.IsFile ? "its content" : setting.Secret ? "its value" : $"'{Printable.Of(text)}'";
                errors.Add($"{given.Name}: {shown} {problem}; accepted: {setting.Accepted}");
            }
        }

        AddErrorsBetween(settings, errors);
        return errors.Count == 0
            ? new SettingsReading(settings, [.. Unknown(values), .. Useless(settings)])
            : throw new SettingsException(errors);
    }

    /// <summary>The text of one setting as it was given, or its default; null when it has neither or is not declared.</summary>
    public static string? TextOf(string name, IReadOnlyDictionary<string, string> values) =>
        values.GetValueOrDefault(name) is { Length: > 0 } given
            ? given
            : Setting.All.FirstOrDefault(each => string.Equals(each.Name, name, StringComparison.Ordinal))?.Default;

    private static void AddErrorsBetween(DevMeshSettings settings, List<string> errors)
    {
        if (settings.GatewayUrl is not null && settings.EmbeddingModel is null)
        {
            errors.Add("EMBEDDING_MODEL: is missing; accepted: the name of a model that GATEWAY_URL serves");
        }

        if (settings.CanonVersion is { } version && !Canonicalizers.TryGet(version, out _))
        {
            errors.Add($"CANON_VERSION: {Canonicalizers.Unknown(version.ToString())}; accepted: one of them");
        }

        // 0: the limit itself was refused, which has been told.
        if (settings.IngestMaxInflatedBytes > 0 && settings.IngestMaxEntryBytes > settings.IngestMaxInflatedBytes)
        {
            errors.Add(
                $"INGEST_MAX_ENTRY_BYTES: {settings.IngestMaxEntryBytes} bytes never fit into a batch; "
                + $"accepted: at most INGEST_MAX_INFLATED_BYTES, {settings.IngestMaxInflatedBytes} bytes");
        }

        // A body that grows is copied, and for that moment it is there twice.
        if (settings.IngestMaxInFlightBytes > 0 && settings.IngestMaxInflatedBytes > settings.IngestMaxInFlightBytes / 2)
        {
            errors.Add(
                $"INGEST_MAX_INFLATED_BYTES: {settings.IngestMaxInflatedBytes} bytes are never let in; "
                + $"accepted: at most half of INGEST_MAX_IN_FLIGHT_BYTES, {settings.IngestMaxInFlightBytes / 2} bytes");
        }
    }

    private static IEnumerable<string> Unknown(IReadOnlyDictionary<string, string> values)
    {
        HashSet<string> known =
            [.. Setting.All.Select(each => each.Name), .. Setting.All.Select(GivenSetting.FileNameOf).OfType<string>()];
        foreach (string name in values.Keys.Order(StringComparer.Ordinal))
        {
            if (!known.Contains(name)
                && !ForeignNames.Contains(name, StringComparer.Ordinal)
                && OwnPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                string hint = NearestNames.Of(name, known, 1) is [string nearest] ? $"; did you mean {nearest}?" : "";
                yield return $"{Printable.Of(name)} is not a setting and is ignored{hint}";
            }
        }
    }

    private static IEnumerable<string> Useless(DevMeshSettings settings)
    {
        if (settings.GatewayUrl is not null)
        {
            yield break;
        }

        if (settings.EmbeddingModel is not null)
        {
            yield return "EMBEDDING_MODEL has no effect without GATEWAY_URL: the lexical embedder is used";
        }

        if (settings.GatewayApiKey is not null)
        {
            yield return "GATEWAY_API_KEY has no effect without GATEWAY_URL";
        }

        if (settings.ExplainModel is not null)
        {
            yield return "EXPLAIN_MODEL has no effect without GATEWAY_URL: plain code writes explanations";
        }

        if (settings.BackfillTemperatureFile is not null)
        {
            yield return "BACKFILL_TEMPERATURE_FILE has no effect without GATEWAY_URL: the lexical embedder heats nothing";
        }
    }
}
