namespace DevMesh.Domain.Canonicalization;

/// <summary>A value that canonicalization took out of a message.</summary>
/// <param name="Type">What kind of value it is. A list of values of one kind is one variable of that kind.</param>
/// <param name="Text">The value as the message has it; empty where a form leaves it out, as in <c>10.0.0.5 ()</c>.</param>
/// <param name="Offset">Where it starts in the message, in UTF-16 code units.</param>
/// <param name="Position">Where its placeholder starts in the canonical text, in UTF-16 code units.</param>
public readonly record struct CanonicalVariable(VariableType Type, string Text, int Offset, int Position);
