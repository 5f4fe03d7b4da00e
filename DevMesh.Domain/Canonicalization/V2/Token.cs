using System.Runtime.InteropServices;

namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>A run of characters that no delimiter interrupts.</summary>
/// <param name="Start">The first of them, in the clean message.</param>
/// <param name="End">The character after the last.</param>
/// <param name="Shape">What they are.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(int Start, int End, Shape Shape)
{
    public int Length => End - Start;
}

/// <summary>A part of the clean message that a placeholder takes the place of.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Value
{
    public int Start;
    public int End;
    public VariableType Type;

    /// <summary>What stands between it and a value of this type before it; see <see cref="ValueList"/>.</summary>
    public int Run;
}
