namespace DevMesh.Bench.Shipping.Peers;

/// <summary>
/// Peers that read only the journal of their machine are shown a folder in its place, in a mount namespace of their own: it
/// needs no root where user namespaces are allowed, and nothing of the machine changes.
/// </summary>
internal static class JournalMount
{
    private const string Script = """
        mount -t tmpfs tmpfs /var/log && mkdir /var/log/journal && mount --bind "$0" /var/log/journal &&
        { [ ! -d /run/log ] || mount -t tmpfs tmpfs /run/log; } && exec "$@"
        """;

    public static Child Start(string folder, string program, params string[] arguments) => Child.Start(
        "unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", Script, folder, program, .. arguments]);

    /// <summary>Why it cannot be done here; null when it can.</summary>
    public static async Task<string?> RefusalAsync(string folder, CancellationToken ct)
    {
        try
        {
            await using Child child = Start(folder, "true");
            return await child.EndsWithinAsync(TimeSpan.FromSeconds(10), ct) && child.Process.ExitCode == 0
                ? null
                : $"it reads only this machine's journal, and no namespace could be made to show it another: {child.Log}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"it reads only this machine's journal, and there is no unshare to show it another: {e.Message}";
        }
    }
}
