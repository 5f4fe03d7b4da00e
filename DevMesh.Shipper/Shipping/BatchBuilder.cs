using System.Buffers;
using System.Text;
using System.Text.Json;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Fills a batch with the entries that are to be sent. What comes out is a pure function of the rules, of what the rate limits
/// remembered before, and of the entries: the same entries make the same batch again.
/// </summary>
internal sealed class BatchBuilder(IEntrySource source, BatchLimits limits, OwnUnit own, FilterState state)
{
    private readonly EntryWriter _writer = new();
    private readonly ByteBuffer _last = new(256);
    private Batch _batch = new(0);
    private EntryFilter _filter = new(FilterRules.None, new FilterState()); // not with the state, which it would empty
    private FilterRules _rules = FilterRules.None;
    private int _occurrences; // of the entry written last, which is not closed while its repeats may follow; 0: there is none
    private long _lastOccurrence;

    public bool IsFull =>
        _batch.Count >= limits.Entries || _batch.Text.Length >= limits.Bytes || _batch.Read >= BatchLimits.Covered;

    public void Start(Batch batch, FilterRules rules)
    {
        if (!ReferenceEquals(rules, _rules))
        {
            _rules = rules;
            _filter = new EntryFilter(rules, state);
        }

        _batch = batch;
        batch.Reset(rules);
        _filter.StartBatch();
        _occurrences = 0;
    }

    public void Add(JournalEntry entry)
    {
        source.FillCursor(entry); // it can be asked for only until the source moves or waits
        if (_batch.Read++ == 0)
        {
            _batch.FirstMicros = entry.RealtimeMicros;
            _batch.FirstCursor = Encoding.UTF8.GetString(entry.Cursor);
        }

        _batch.LastMicros = entry.RealtimeMicros;
        if (!own.Wrote(entry))
        {
            Take(entry);
        }

        _last.Reset();
        _last.Write(entry.Cursor);
    }

    /// <summary>Closes the batch behind the entry that was added last.</summary>
    public void Finish()
    {
        Close();
        _batch.LastCursor = Encoding.UTF8.GetString(_last.Span);
        _filter.ForgetWindowsBefore(_batch.LastMicros);
        _batch.RateLimits = state.IsEmpty ? null : RateLimits();
    }

    private void Take(JournalEntry entry)
    {
        Decision decision = _filter.Decide(entry, source);
        switch (decision.Outcome)
        {
            case FilterOutcome.Keep:
                Write(entry);
                break;
            case FilterOutcome.Repeat:
                _batch.Repeats++;
                _occurrences++;
                _lastOccurrence = entry.RealtimeMicros;
                break;
            default:
                _batch.Drop(decision.Rule);
                break;
        }
    }

    private JsonElement RateLimits()
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            state.Write(writer);
        }

        using JsonDocument document = JsonDocument.Parse(json.WrittenMemory);
        return document.RootElement.Clone();
    }

    private void Write(JournalEntry entry)
    {
        Close();
        _batch.StartEntry();
        _writer.Begin(entry, _batch.Text);
        _occurrences = 1;
        _lastOccurrence = entry.RealtimeMicros;
    }

    private void Close()
    {
        if (_occurrences > 0)
        {
            _writer.End(_occurrences, _lastOccurrence, _batch.Text);
            _occurrences = 0;
        }
    }
}
