namespace DevMesh.Domain.Logs;

/// <summary>What a node may be called: 1 to 64 ASCII letters, digits, dots, underscores and hyphens.</summary>
public static class NodeName
{
    public const int MaxLength = 64;

    /// <summary>What is accepted, for error messages.</summary>
    public const string Accepted = "1 to 64 letters, digits, dots, underscores and hyphens";

    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength } && !name.AsSpan().ContainsAnyExcept(Allowed);
}
