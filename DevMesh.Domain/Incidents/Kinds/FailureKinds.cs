using System.Buffers;

namespace DevMesh.Domain.Incidents.Kinds;

/// <summary>
/// The kinds of failure that are known, in the words that programs log. The first kind that fits a message is its kind: causes
/// stand before what follows from them, so a refused connection for want of files is about files.
/// </summary>
internal static class FailureKinds
{
    /// <summary>Longer messages are dumps; what went wrong stands at their beginning.</summary>
    private const int MostCharacters = 1000;

    public static IReadOnlyList<FailureKind> All { get; } =
        [.. MachineKinds.All, .. StorageKinds.All, .. NetworkKinds.All, .. ServiceKinds.All, .. SymptomKinds.All];

    /// <summary>A part of each pattern: most messages have none of them, which is known after one look.</summary>
    private static readonly SearchValues<string> AnyPart = SearchValues.Create(
        [.. All.SelectMany(kind => kind.Patterns).Select(pattern => pattern.Split('*').MaxBy(part => part.Length)!)],
        StringComparison.Ordinal);

    /// <returns>Null when no kind fits.</returns>
    public static FailureKind? Of(string message)
    {
        string beginning = (message.Length > MostCharacters ? message[..MostCharacters] : message).ToLowerInvariant();
        if (!beginning.AsSpan().ContainsAny(AnyPart))
        {
            return null;
        }

        foreach (FailureKind kind in All)
        {
            if (kind.Fits(beginning))
            {
                return kind;
            }
        }

        return null;
    }
}
