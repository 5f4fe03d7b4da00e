using System.Runtime.InteropServices;

namespace DevMesh.Shipper.Journal;

/// <summary>An open journal: the files of this machine, or those in a directory.</summary>
internal sealed class JournalHandle : SafeHandle
{
    /// <summary>
    /// More of one field is not read. A message is cut far below; above this, its <c>message_bytes</c> tells this figure.
    /// </summary>
    private const int LongestData = 16 * 1024 * 1024;

    private JournalHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <param name="directory">Null for the journal of this machine, system and users.</param>
    /// <exception cref="JournalException">It cannot be opened.</exception>
    public static JournalHandle Open(string? directory)
    {
        nint journal = 0;
        try
        {
            int result = directory is null
                ? LibSystemd.Open(out journal, LibSystemd.LocalOnly)
                : LibSystemd.OpenDirectory(out journal, directory, 0);
            JournalException.ThrowIfFailed(result, directory is null ? "opening the journal" : $"opening the journal files in {directory}");
        }
        catch (DllNotFoundException)
        {
            throw new JournalException("libsystemd.so.0 is missing: this machine has no systemd. Send lines with --stdin instead.");
        }

        JournalHandle opened = new(journal);
        JournalException.ThrowIfFailed(LibSystemd.SetDataThreshold(opened, LongestData), "setting the data threshold");
        return opened;
    }

    protected override bool ReleaseHandle()
    {
        LibSystemd.Close(handle);
        return true;
    }
}
