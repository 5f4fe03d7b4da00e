using DevMesh.Domain.Canonicalization;

namespace DevMesh.Domain.Search.Values;

/// <summary>Reads messages for the index of values: canonical text and keys in one pass. Used by one thread at a time.</summary>
internal sealed class MessageValues(ICanonicalizer canonicalizer)
{
    private readonly IVariableCanonicalizer? _telling = canonicalizer as IVariableCanonicalizer;
    private readonly List<CanonicalVariable> _variables = [];

    /// <returns>The canonical text, and the keys of <see cref="ValueKeys.Of"/>.</returns>
    public (string Text, uint[] Keys) Read(string message)
    {
        _variables.Clear();
        string text = (_telling?.Canonicalize(message, _variables) ?? canonicalizer.Canonicalize(message)).Text;
        return (text, ValueKeys.Of(message, text, _variables));
    }
}
