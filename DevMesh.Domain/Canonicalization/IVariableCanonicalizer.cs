namespace DevMesh.Domain.Canonicalization;

/// <summary>A canonicalizer that can tell what it took out. Those who do not ask pay nothing for it.</summary>
public interface IVariableCanonicalizer : ICanonicalizer
{
    /// <summary>The same text as <see cref="ICanonicalizer.Canonicalize"/>, and the variables behind its placeholders.</summary>
    /// <param name="variables">
    /// Receives them in the order in which they stand. Put back by <see cref="CanonicalText.Restore"/> they give the message,
    /// apart from white space, control characters and surrogates without their other half.
    /// </param>
    CanonicalForm Canonicalize(string message, ICollection<CanonicalVariable> variables);
}
