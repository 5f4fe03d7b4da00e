using System.Runtime.InteropServices;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Search.Values;

/// <summary>
/// The keys of the value index: 32-bit hashes of the values in a message, in lower case. Different values may share one, so
/// whoever finds a log by its key looks at its text. A query's value has its key by the same rules.
/// </summary>
public static class ValueKeys
{
    /// <summary>Of a longer message only the beginning is indexed.</summary>
    public const int MaxCharacters = 4096;

    /// <summary>Most keys of one message: what holds more is a dump.</summary>
    public const int MaxKeys = 32;

    private const int MaxLength = 128;

    /// <summary>The keys of a message's values, each once; empty for most.</summary>
    /// <param name="template">
    /// The canonical text of the message: what stands in it as it is, is part of the sentence and found by its words.
    /// </param>
    /// <param name="variables">What canonicalization took out: tells names, which have no look of their own.</param>
    public static uint[] Of(
        ReadOnlySpan<char> message, ReadOnlySpan<char> template, IReadOnlyList<CanonicalVariable> variables)
    {
        List<uint>? keys = null;
        var tokens = new ValueTokens(message[..Math.Min(message.Length, MaxCharacters)]);
        while (tokens.MoveNext() && (keys is null || keys.Count < MaxKeys))
        {
            ReadOnlySpan<char> key = ValueShape.KeyOf(tokens.Current, out ReadOnlySpan<char> second);
            if (!key.IsEmpty && !template.Contains(tokens.Current, StringComparison.Ordinal))
            {
                Add(ref keys, key);
                Add(ref keys, second);
            }
        }

        foreach (CanonicalVariable variable in variables)
        {
            if (IsName(variable.Type) && (keys is null || keys.Count < MaxKeys))
            {
                Add(ref keys, NameKey(variable.Text));
            }
        }

        return keys is null ? [] : [.. keys];
    }

    /// <summary>
    /// The key under which logs that hold a value of a query are found; null for what the index does not know, such as a
    /// short number.
    /// </summary>
    public static uint? OfQuery(ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> longest = default;
        var tokens = new ValueTokens(value);
        while (tokens.MoveNext())
        {
            ReadOnlySpan<char> key = ValueShape.KeyOf(tokens.Current, out _);
            if (key.Length > longest.Length)
            {
                longest = key;
            }
        }

        ReadOnlySpan<char> found = longest.IsEmpty ? NameKey(value) : longest;
        return found.IsEmpty ? null : Hash(found);
    }

    private static bool IsName(VariableType type) =>
        type is VariableType.User or VariableType.Host or VariableType.Id or VariableType.Email or VariableType.Path or VariableType.Url;

    /// <summary>A name is known as a whole, unless it has a look by which it is known.</summary>
    private static ReadOnlySpan<char> NameKey(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        return name.Length >= 2 && !name.ContainsAnyInRange('0', '9') && name.IndexOfAnyInRange('A', 'z') >= 0 ? name : default;
    }

    private static void Add(ref List<uint>? keys, ReadOnlySpan<char> key)
    {
        if (key.IsEmpty)
        {
            return;
        }

        keys ??= [];
        uint hash = Hash(key);
        if (!CollectionsMarshal.AsSpan(keys).Contains(hash))
        {
            keys.Add(hash);
        }
    }

    private static uint Hash(ReadOnlySpan<char> key)
    {
        key = key[..Math.Min(key.Length, MaxLength)];
        Span<char> lower = stackalloc char[MaxLength];
        key.ToLowerInvariant(lower);
        return (uint)StableHash.Of(lower[..key.Length], seed: 2);
    }
}
