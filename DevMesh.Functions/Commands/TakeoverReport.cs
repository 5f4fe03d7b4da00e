using DevMesh.Domain.Takeover;

namespace DevMesh.Functions.Commands;

/// <summary>What a dry run of the takeover says.</summary>
internal sealed class TakeoverReport(
    TakeoverPlan plan,
    OldDatabase database,
    TakeoverTally tally,
    IReadOnlyList<VectorCount> ofLogs,
    IReadOnlyList<VectorCount> ofTemplates)
{
    private const long MiB = 1024 * 1024;

    /// <summary>What a log takes besides its message and fields, indexes, counts and values included: measured.</summary>
    private const int BytesPerLog = 800;

    private const int BytesPerNumber = 4;

    public IEnumerable<string> Lines() =>
    [
        $"{plan.Logs.Name}: {tally.Rows:N0} rows, about {Size(plan.Logs.Bytes)}, "
            + (plan.Logs.Key is { } key ? $"read by {key}"
                : "without a key: one is added, devmesh_row, which copies the table once"),
        .. LogMapping(),
        "",
        .. TemplateMapping(),
        "",
        .. Vectors("vectors of logs", ofLogs, isOfLogs: true),
        .. Vectors("vectors of templates", ofTemplates, isOfLogs: false),
        "",
        .. Nodes(),
        "",
        .. Told(tally, plan),
        $"disk: about {Size(Needed())} for the new tables"
            + (plan.Logs.Key is null ? $", and {Size(plan.Logs.Bytes)} for a moment while the key is added" : "")
            + "; the old ones stay until ./devmesh takeover drop",
        .. Renames(),
        "Nothing was changed.",
    ];

    /// <summary>What was met that is not taken over as it stood.</summary>
    public static IEnumerable<string> Told(TakeoverTally tally, TakeoverPlan plan)
    {
        (long Count, string What)[] all =
        [
            (tally.TimesOfReceipt, "rows have no readable time and get that of their receipt"),
            (tally.WithoutTime, "rows have no readable time at all: they are stored under 1970-01-01 with the flag clock"),
            (tally.InvalidLevels, "rows have a level that cannot be read and become info, with the old one in fields: "
                + string.Join(", ", tally.Levels.OrderByDescending(each => each.Value)
                    .Select(each => $"'{each.Key}' {each.Value:N0}"))),
            (tally.WithoutMessage, "rows have no message and get an empty one"),
            (tally.MessagesCut, "messages are cut at 64 KiB, with their length in fields.message_bytes"),
            (tally.MessagesNotText, "messages are not UTF-8: U+FFFD stands for what cannot be read, the bytes are in "
                + "fields.message_base64"),
            (tally.ServicesCut, "services are cut at 255 characters, with the whole of it in fields"),
            (tally.FieldsCut, "fields are cut at 64 Ki characters"),
            (tally.TemplatesUnknown, $"rows name a template that {plan.Templates?.Name ?? "no table"} does not have: "
                + "they get one like the others"),
        ];
        return all.Where(each => each.Count > 0).Select(each => $"{each.Count:N0} {each.What}");
    }

    private IEnumerable<string> LogMapping()
    {
        LogColumns columns = plan.LogColumns;
        (string, OldColumn?, string)[] rows =
        [
            ("timestamp", columns.Timestamp, ""),
            ("received_at", columns.Received, "the timestamp"),
            ("node", columns.Node, ""),
            ("service", columns.Service, "empty"),
            ("level", columns.Level, "info"),
            ("message", columns.Message, ""),
            ("template", columns.Template, "none; the template backfill gives one"),
        ];
        foreach ((string name, OldColumn? column, string without) in rows)
        {
            yield return Mapping(name, column, without);
        }

        yield return "  cursor      <- py: and the key, so that each row is a log of its own";
        yield return $"  fields      <- {Names(columns.Fields)}";
        yield return $"  only in the old table: {Names(columns.Left)}";
    }

    private string Mapping(string name, OldColumn? column, string without) =>
        $"  {name,-11} <- {(column is null ? $"({without})" : $"{column.Name} {column.Type}{Zone(column)}")}";

    private string Zone(OldColumn column) => column.Kind is OldKind.LocalTime
        ? $", taken as {plan.Options.Zone.Id}; --time-zone says otherwise"
        : "";

    private IEnumerable<string> TemplateMapping()
    {
        if (plan.Templates is not { } table || plan.TemplateColumns is not { } columns)
        {
            yield return "templates: there is no log_templates; the template backfill makes all of them";
            yield break;
        }

        yield return $"{table.Name}: about {table.Rows:N0} rows come over as {OldTemplates.Rules}; "
            + "the template backfill then gives every log one of the rules in use";
        (string, OldColumn?)[] rows =
        [
            ("id", columns.Id), ("text", columns.Text), ("first_seen", columns.FirstSeen), ("last_seen", columns.LastSeen),
        ];
        foreach ((string name, OldColumn? column) in rows)
        {
            yield return Mapping(name, column, "when its logs were");
        }

        yield return $"  only in the old table: {Names(columns.Left)}";
    }

    private IEnumerable<string> Vectors(string what, IReadOnlyList<VectorCount> counts, bool isOfLogs)
    {
        if (counts.Count == 0)
        {
            yield return $"{what}: none";
        }

        foreach (VectorCount each in counts)
        {
            string model = each.Model ?? plan.Options.EmbeddingModel ?? "a model that no column names";
            yield return $"{what}: {each.Count:N0} of {model}, "
                + (each.Numbers == 0 ? "not readable" : $"{each.Numbers} numbers")
                + (plan.WhyLeftOut(each.Model, each.Numbers, isOfLogs) is { } why ? $": left out, {why}" : ": kept");
        }
    }

    private IEnumerable<string> Nodes()
    {
        IReadOnlyList<NodeBalance> nodes = NodeBalance.Of(tally.Nodes, new Dictionary<string, long>());
        int width = nodes.Select(node => node.Node.Length).Append("total".Length).Max();
        yield return $"{"node".PadRight(width)}  {"rows",12}";
        foreach (NodeBalance node in nodes)
        {
            string names = node.OldNames is [var only] && only == node.Node ? ""
                : $"  was {string.Join(" and ", node.OldNames.Select(name => $"'{name}'"))}";
            yield return $"{node.Node.PadRight(width)}  {node.Old,12:N0}{names}";
        }

        yield return $"{"total".PadRight(width)}  {tally.Rows,12:N0}";
    }

    private IEnumerable<string> Renames()
    {
        if (database.InTheWay.Count > 0)
        {
            yield return "./devmesh takeover renames "
                + string.Join(", ", database.InTheWay.Select(table => $"{table} to {OldDatabase.NameAside(table)}"))
                + " and then copies.";
        }
    }

    private long Needed()
    {
        int copies = plan.Dimension == TakeoverPlan.RowDimension && plan.EmbedLogs ? 2 : 1;
        long vectors = ofLogs.Where(each => plan.WhyLeftOut(each.Model, each.Numbers, ofLogs: true) is null)
            .Sum(each => each.Count * each.Numbers * BytesPerNumber * copies);
        return tally.Bytes + (tally.Rows * BytesPerLog) + vectors;
    }

    private static string Names(IReadOnlyList<OldColumn> columns) =>
        columns.Count == 0 ? "(none)" : string.Join(", ", columns.Select(column => column.Name));

    private static string Size(long bytes) => $"{(bytes + MiB - 1) / MiB:N0} MiB";
}
