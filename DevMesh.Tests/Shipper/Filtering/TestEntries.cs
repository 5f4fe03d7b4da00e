using System.Text;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Filtering;

/// <summary>Entries and rules made by hand.</summary>
internal static class TestEntries
{
    public const long Noon = 1_795_000_000_000_000;

    private static readonly FieldTable Fields = new(FieldTable.DefaultShipped);

    public static JournalEntry Entry(
        string message, string? service = null, string? identifier = null, int? level = null, long micros = Noon, string cursor = "c=1") =>
        Entry(Encoding.UTF8.GetBytes(message), service, identifier, level, micros, cursor);

    public static JournalEntry Entry(
        byte[] message, string? service = null, string? identifier = null, int? level = null, long micros = Noon, string cursor = "c=1")
    {
        JournalEntry entry = new() { RealtimeMicros = micros };
        Add(entry, "MESSAGE", message);
        Add(entry, "_SYSTEMD_UNIT", Bytes(service));
        Add(entry, "SYSLOG_IDENTIFIER", Bytes(identifier));
        Add(entry, "PRIORITY", Bytes(level?.ToString()));
        Add(entry, "__CURSOR", Bytes(cursor));
        return entry;
    }

    public static FilterRules Rules(string yaml)
    {
        List<FilterError> errors = [];
        FilterRules? rules = FilterRules.Parse(yaml, errors);
        Assert.Empty(errors);
        return rules!;
    }

    /// <summary>One rule that drops what the given conditions match.</summary>
    public static FilterRules DropWhere(params string[] conditions) =>
        Rules($"collapse_repeats: false\nrules:\n  - name: it\n    action: drop\n    match:\n      {string.Join("\n      ", conditions)}\n");

    public static bool Drops(this FilterRules rules, JournalEntry entry) => Decide(rules, entry).Outcome == FilterOutcome.Drop;

    public static Decision Decide(FilterRules rules, JournalEntry entry) =>
        Batch(new EntryFilter(rules, new FilterState()), [entry])[0];

    /// <summary>What the filter makes of one batch.</summary>
    public static List<Decision> Batch(EntryFilter filter, IEnumerable<JournalEntry> entries)
    {
        using AskedSource source = new();
        filter.StartBatch();
        return [.. entries.Select(each => filter.Decide(each, source))];
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static void Add(JournalEntry entry, string field, byte[]? value)
    {
        if (value is not null)
        {
            entry.Add(Fields.Find(Encoding.ASCII.GetBytes(field))!, value);
        }
    }
}
