using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DevMesh.Shipper.Shipping;

/// <summary>Replaces a file so that a crash or a power cut at any moment leaves the old content or the new one.</summary>
internal static partial class AtomicFile
{
    /// <summary>On return the content is on disk under its name.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".new";
        using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>The name of a file is kept in its directory, which .NET cannot flush.</summary>
    private static void FlushDirectory(string directory)
    {
        using SafeFileHandle handle = Open(directory, 0);
        if (handle.IsInvalid || Flush(handle) != 0)
        {
            throw new IOException($"cannot flush {directory} to disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle handle);
}
