namespace DevMesh.Shipper.Running;

/// <summary>Keeps a second shipper away from a state directory: two would move one cursor.</summary>
internal sealed class StateLock : IDisposable
{
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Makes the directory where it is missing, and takes its lock, which ends with the process.</summary>
    /// <exception cref="IOException">Another shipper has it, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static StateLock Take(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("the shipper runs on Linux");
        }

        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string path = Path.Combine(directory, "lock");
        try
        {
            return new StateLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"{directory} is in use by another devmesh-shipper; give this one its own with --state", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
