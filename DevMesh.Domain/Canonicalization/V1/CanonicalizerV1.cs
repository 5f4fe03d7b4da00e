using DevMesh.Domain.Canonicalization.V1.Rules;

namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>
/// Version 1 of the rules, frozen: white space first, then the named rules for the forms that whole lines take, then one
/// pass that types the tokens of what is left. Time is linear in the message's length.
/// </summary>
internal sealed class CanonicalizerV1 : ICanonicalizer
{
    public int Version => 1;

    public CanonicalForm Canonicalize(string message)
    {
        string text = Whitespace.Collapse(message);
        foreach (NamedRule rule in NamedRules.InOrder)
        {
            text = rule.Apply(text);
        }

        return new CanonicalForm(TokenPass.Run(text));
    }
}
