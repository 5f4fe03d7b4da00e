using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;

namespace DevMesh.Shipper.Running;

/// <summary>Puts a journal where the last run was, or where the first one starts.</summary>
internal static class Resume
{
    /// <returns>The batches of the last run that can be made again, oldest first; reading starts with the first of them.</returns>
    public static Queue<PendingBatch> Seek(
        JournalSource source, Position? position, JournalStart start, DateTimeOffset now, Ledger ledger)
    {
        if (position is null)
        {
            ledger.StartBehind(source.SeekStart(start, now));
            return new Queue<PendingBatch>();
        }

        // The vacuum takes the oldest entries: where the last one of a batch is gone, all of it is, but no batch behind it.
        Queue<PendingBatch> again = new(position.Pending.Where(batch => source.Contains(batch.Last)));
        PendingBatch? first = position.Pending.Count > 0 ? position.Pending[0] : null;
        bool isWhole = again.Count == position.Pending.Count; // otherwise there is a gap to be told
        if (first is not null && isWhole && source.SeekTo(first.First))
        {
            return again;
        }

        if ((position.Cursor ?? first?.First) is { } cursor)
        {
            source.SeekBehind(cursor, position.LoggedAt);
        }
        else
        {
            source.SeekStart(JournalStart.All, now);
        }

        return again;
    }
}
