using System.Buffers;

namespace DevMesh.Domain.Logs;

/// <summary>The names that nodes may have.</summary>
public static class NodeName
{
    public const int MaxLength = 64;

    /// <summary>What is accepted, for error messages.</summary>
    public const string Accepted = "1 to 64 of the characters A-Z a-z 0-9 . _ -";

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string name) =>
        name.Length is >= 1 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters);
}
