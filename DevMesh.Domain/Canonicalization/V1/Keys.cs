namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>Keys whose values have a type whatever they look like, as in <c>rhost=mail user=bob</c>.</summary>
internal static class Keys
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = Placeholders.User, ["ruser"] = Placeholders.User, ["username"] = Placeholders.User,
        ["logname"] = Placeholders.User, ["acct"] = Placeholders.User,
        ["host"] = Placeholders.Host, ["rhost"] = Placeholders.Host, ["hostname"] = Placeholders.Host,
        ["src"] = Placeholders.Ip, ["dst"] = Placeholders.Ip,
        ["mac"] = Placeholders.Mac,
        ["spt"] = Placeholders.Port, ["dpt"] = Placeholders.Port, ["port"] = Placeholders.Port,
        ["pid"] = Placeholders.Pid, ["ppid"] = Placeholders.Pid,
        ["pwd"] = Placeholders.Path, ["cwd"] = Placeholders.Path,
    };

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        Types.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string? Placeholder(ReadOnlySpan<char> key) => !key.IsEmpty && BySpan.TryGetValue(key, out string? typed) ? typed : null;
}
