namespace DevMesh.Bench.Shipping;

/// <summary>Programs that ./devmesh bench shipper finds or fetches; each variable holds a path, or is absent.</summary>
internal static class Programs
{
    public static string JournalRemote => Needed("DEVMESH_JOURNAL_REMOTE");

    public static string Shipper => Needed("DEVMESH_SHIPPER");

    /// <summary>The path of a program that may be absent.</summary>
    /// <param name="reason">Why it is, when it is.</param>
    public static string? Find(string variable, out string reason)
    {
        string? path = Environment.GetEnvironmentVariable(variable);
        reason = string.IsNullOrEmpty(path) ? "not on this machine, and Debian's package could not be fetched" : "";
        return reason.Length == 0 ? path : null;
    }

    private static string Needed(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path
        ? path
        : throw new InvalidOperationException($"{variable} is not set: run it with ./devmesh bench, or ./devmesh test");
}
