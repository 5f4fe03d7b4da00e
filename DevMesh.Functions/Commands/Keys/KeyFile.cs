namespace DevMesh.Functions.Commands.Keys;

/// <summary>A new file that holds a key, one line, and that only its owner can read.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>On return the whole key is on disk under the file's name. Whatever fails leaves no file behind.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(FileInfo file, string key)
    {
        string temporary = $"{file.FullName}.{Path.GetRandomFileName()}";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerAlone;
            }

            using (FileStream stream = new(temporary, options))
            {
                using StreamWriter writer = new(stream, leaveOpen: true);
                writer.Write(key + "\n");
                writer.Flush();
                stream.Flush(flushToDisk: true);
            }

            // Never over a file that somebody put there meanwhile.
            File.Move(temporary, file.FullName, overwrite: false);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
