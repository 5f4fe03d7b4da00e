using System.Text;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Shipping;

/// <summary>Fills a batch with the entries that are to be sent.</summary>
internal sealed class BatchBuilder(IEntrySource source, BatchLimits limits)
{
    private readonly EntryWriter _writer = new();
    private Batch _batch = new(0);

    public bool IsFull =>
        _batch.Count >= limits.Entries || _batch.Text.Length >= limits.Bytes || _batch.Read >= BatchLimits.Covered;

    public void Start(Batch batch) => _batch = batch;

    public void Add(JournalEntry entry)
    {
        source.FillCursor(entry);
        if (_batch.Read++ == 0)
        {
            _batch.FirstCursor = Encoding.UTF8.GetString(entry.Cursor);
        }

        _batch.LastMicros = entry.RealtimeMicros;
        _batch.StartEntry();
        _writer.Begin(entry, _batch.Text);
        _writer.End(1, entry.RealtimeMicros, _batch.Text);
    }

    /// <summary>Closes the batch behind the entry that was added last.</summary>
    public void Finish(JournalEntry last)
    {
        source.FillCursor(last);
        _batch.LastCursor = Encoding.UTF8.GetString(last.Cursor);
    }
}
