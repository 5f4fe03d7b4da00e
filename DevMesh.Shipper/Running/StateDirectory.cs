namespace DevMesh.Shipper.Running;

/// <summary>Where the shipper keeps what must outlive it.</summary>
internal static class StateDirectory
{
    public const string Default = "/var/lib/devmesh-shipper";

    /// <param name="named">What the settings name, if anything.</param>
    /// <returns>Null for standard input when none is named: it has no cursor to keep.</returns>
    public static string? Of(string? named, Func<string, string?> environment, bool standardInput)
    {
        string? directory = named ?? (standardInput ? null : environment("STATE_DIRECTORY") ?? Default); // the unit's StateDirectory=
        return directory is null ? null : Path.GetFullPath(directory);
    }
}
