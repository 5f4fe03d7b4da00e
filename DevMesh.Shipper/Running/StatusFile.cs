using System.Text.Json;

namespace DevMesh.Shipper.Running;

/// <summary>Where a running shipper writes down how it is doing. Lost in a crash at worst: nothing is decided by it.</summary>
internal sealed class StatusFile(string directory)
{
    public string Path { get; } = System.IO.Path.Combine(directory, "status.json");

    public void Save(ShipperStatus status)
    {
        string temporary = Path + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(status, StatusJson.Default.ShipperStatus));
        File.Move(temporary, Path, overwrite: true); // a reader sees the old one or the new one
    }

    /// <returns>Null when no shipper has ever run there.</returns>
    /// <exception cref="JsonException">The file holds something else.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public ShipperStatus? Load()
    {
        try
        {
            ShipperStatus? status = JsonSerializer.Deserialize(File.ReadAllBytes(Path), StatusJson.Default.ShipperStatus);
            return status is { Heartbeat: { Dropped: not null, Gaps: not null } }
                ? status
                : throw new JsonException("it is null, or dropped or gaps is missing");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
