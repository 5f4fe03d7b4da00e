namespace DevMesh.Shipper.Journal;

/// <summary>What became of an attempt to read an entry.</summary>
internal enum ReadResult
{
    /// <summary>An entry was read.</summary>
    Entry,

    /// <summary>Nothing more for now; <see cref="IEntrySource.Wait"/> returns when that may have changed.</summary>
    AtEnd,

    /// <summary>Nothing more will ever come.</summary>
    Finished,
}

/// <summary>Where entries come from. Used by one thread.</summary>
internal interface IEntrySource : IDisposable
{
    /// <summary>Reads the next entry; its cursor may still be missing, see <see cref="FillCursor"/>.</summary>
    ReadResult Read(JournalEntry entry);

    /// <summary>Gives the entry that was read last its cursor, if it has none yet.</summary>
    void FillCursor(JournalEntry entry);

    /// <summary>Blocks until there may be more to read, at most for <paramref name="timeout"/> (null: without end).</summary>
    void Wait(TimeSpan? timeout);
}
