using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Filtering;

/// <summary>Counts how often it is asked for a cursor; the entries of tests have theirs already.</summary>
internal sealed class AskedSource : IEntrySource
{
    public int Asked { get; private set; }

    public ReadResult Read(JournalEntry entry) => ReadResult.Finished;

    public void FillCursor(JournalEntry entry) => Asked++;

    public void Wait(TimeSpan? timeout)
    {
        // Nothing comes.
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
