namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>The closed set of placeholders of version 2, by type.</summary>
internal static class Placeholders
{
    private static readonly string[] Texts =
        [.. Enum.GetValues<VariableType>().Select(type => $"<{Name(type)}>")];

    public static string Of(VariableType type) => Texts[(int)type];

    private static string Name(VariableType type) => type == VariableType.IpPort ? "ip:port" : type.ToString().ToLowerInvariant();
}
