using System.Collections.Concurrent;
using System.Text.Json;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;

namespace DevMesh.Tests.Shipper.Shipping;

/// <summary>Batches as the reader would make them.</summary>
internal static class Batches
{
    /// <summary>Entries of these messages with the cursors c1, c2 and so on; by default that of the first counts from 1.</summary>
    public static Batch Of(IReadOnlyList<string> messages, int first = 1, FilterRules? rules = null)
    {
        FakeSource source = new(first);
        foreach (string message in messages)
        {
            source.Log(message);
        }

        return Build(source, rules ?? FilterRules.None);
    }

    public static Batch Build(FakeSource source, FilterRules rules, FilterState? state = null)
    {
        BatchBuilder builder = new(source, BatchLimits.Default, new OwnUnit(""), state ?? new FilterState());
        Batch batch = new(1024);
        JournalEntry entry = new();
        builder.Start(batch, rules);
        while (source.Read(entry) == ReadResult.Entry)
        {
            builder.Add(entry);
        }

        builder.Finish();
        return batch;
    }

    public static FilterRules Rules(string yaml)
    {
        List<FilterError> errors = [];
        FilterRules? rules = FilterRules.Parse(yaml, errors);
        Assert.Empty(errors);
        return rules!;
    }

    public static string Text(Batch batch) => Entries.Text(batch.Text.Span);

    public static JsonElement[] Parsed(Batch batch) => [.. JsonDocument.Parse($"[{Text(batch)}]").RootElement.EnumerateArray()];

    public static IEnumerable<string> Messages(Batch batch) =>
        Parsed(batch).Select(each => each.GetProperty("message").GetString()!);

    public static PendingBatch Noted(Batch batch) => new(batch.FirstCursor!, batch.LastCursor!, batch.Rules.Hash);

    public static BlockingCollection<Batch> Free(int count)
    {
        BlockingCollection<Batch> free = [];
        for (int i = 0; i < count; i++)
        {
            free.Add(new Batch(1024));
        }

        return free;
    }
}
