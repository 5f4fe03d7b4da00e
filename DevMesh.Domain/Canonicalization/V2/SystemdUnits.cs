namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Names of units of systemd: of one that holds digits the kind stays, as in session-41.scope.</summary>
internal static class SystemdUnits
{
    /// <summary>Where in the name of a unit of systemd its kind begins, with the point; or 0.</summary>
    public static int KindOf(ReadOnlySpan<char> text)
    {
        int dot = text.LastIndexOf('.');
        return dot > 0 && text[(dot + 1)..] is "service" or "scope" or "socket" or "timer" or "mount" or "slice"
            or "device" or "target" or "swap" or "automount" ? dot : 0;
    }
}
