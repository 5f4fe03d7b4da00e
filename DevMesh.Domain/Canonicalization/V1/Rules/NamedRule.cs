namespace DevMesh.Domain.Canonicalization.V1.Rules;

/// <summary>A rule for one form of line: applied only where its literal occurs, which costs less than looking for the form.</summary>
/// <param name="Name">What the rule is about.</param>
/// <param name="Literal">A text without which the rule changes nothing.</param>
/// <param name="Rewrite">
/// The text as the rule leaves it, in linear time. <see cref="TokenPass.Keep"/> before a token keeps it from the token pass.
/// </param>
internal sealed record NamedRule(string Name, string Literal, Func<string, string> Rewrite)
{
    public string Apply(string text) => text.Contains(Literal, StringComparison.Ordinal) ? Rewrite(text) : text;
}
