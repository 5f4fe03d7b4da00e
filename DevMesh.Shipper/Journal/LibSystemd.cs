using System.Runtime.InteropServices;

namespace DevMesh.Shipper.Journal;

/// <summary>
/// The calls of sd-journal(3) that the shipper needs. All return a negative errno when they fail. A journal may be used by one
/// thread at a time.
/// </summary>
internal static unsafe partial class LibSystemd
{
    /// <summary>SD_JOURNAL_LOCAL_ONLY: what this machine wrote, and not what others sent to it.</summary>
    public const int LocalOnly = 1;

    private const string Library = "libsystemd.so.0";

    [LibraryImport(Library, EntryPoint = "sd_journal_open")]
    public static partial int Open(out nint journal, int flags);

    [LibraryImport(Library, EntryPoint = "sd_journal_open_directory", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenDirectory(out nint journal, string path, int flags);

    [LibraryImport(Library, EntryPoint = "sd_journal_close")]
    public static partial void Close(nint journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_has_persistent_files")]
    public static partial int HasPersistentFiles(JournalHandle journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_has_runtime_files")]
    public static partial int HasRuntimeFiles(JournalHandle journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_set_data_threshold")]
    public static partial int SetDataThreshold(JournalHandle journal, nuint bytes);

    [LibraryImport(Library, EntryPoint = "sd_journal_seek_head")]
    public static partial int SeekHead(JournalHandle journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_seek_tail")]
    public static partial int SeekTail(JournalHandle journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_seek_realtime_usec")]
    public static partial int SeekRealtime(JournalHandle journal, ulong micros);

    [LibraryImport(Library, EntryPoint = "sd_journal_seek_cursor", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SeekCursor(JournalHandle journal, string cursor);

    /// <summary>From here on only entries with this field, <c>NAME=value</c>, are met.</summary>
    /// <param name="length">0: up to the zero byte.</param>
    [LibraryImport(Library, EntryPoint = "sd_journal_add_match", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddMatch(JournalHandle journal, string field, nuint length);

    [LibraryImport(Library, EntryPoint = "sd_journal_flush_matches")]
    public static partial void FlushMatches(JournalHandle journal);

    /// <returns>Positive when the current entry is the one that the cursor names, 0 when it is another.</returns>
    [LibraryImport(Library, EntryPoint = "sd_journal_test_cursor", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TestCursor(JournalHandle journal, string cursor);

    /// <returns>Positive when there was a next entry, 0 at the end.</returns>
    [LibraryImport(Library, EntryPoint = "sd_journal_next")]
    public static partial int Next(nint journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_previous")]
    public static partial int Previous(JournalHandle journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_get_realtime_usec")]
    public static partial int GetRealtime(nint journal, out ulong micros);

    /// <param name="cursor">Ends with a zero byte; to be given to <see cref="Free"/>.</param>
    [LibraryImport(Library, EntryPoint = "sd_journal_get_cursor")]
    public static partial int GetCursor(nint journal, out byte* cursor);

    [LibraryImport(Library, EntryPoint = "sd_journal_restart_data")]
    [SuppressGCTransition]
    public static partial void RestartData(nint journal);

    /// <summary>The next field of the entry, <c>NAME=value</c>; passes over one whose compression this library cannot undo.</summary>
    /// <param name="data">Holds until the next call for this journal.</param>
    /// <remarks>
    /// Called some 25 times an entry and 50 ns long, of which the usual transition would be a good part. Where it waits for the
    /// disk, a garbage collection waits with it, which the shipper hardly has.
    /// </remarks>
    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sd_journal_enumerate_available_data")]
    public static partial int EnumerateData(nint journal, out byte* data, out nuint length);

    [LibraryImport(Library, EntryPoint = "sd_journal_wait")]
    public static partial int Wait(JournalHandle journal, ulong micros);

    [LibraryImport(Library, EntryPoint = "sd_id128_get_boot")]
    public static partial int GetBoot(out Id128 boot);

    [LibraryImport("libc", EntryPoint = "free")]
    public static partial void Free(void* memory);

    /// <summary>sd_id128_t: 16 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Id128
    {
        private readonly ulong _first;
        private readonly ulong _second;

        /// <summary>As the journal writes it: 32 hexadecimal digits.</summary>
        public override string ToString()
        {
            Span<byte> bytes = stackalloc byte[16];
            MemoryMarshal.Write(bytes, in this);
            return Convert.ToHexStringLower(bytes);
        }
    }
}
