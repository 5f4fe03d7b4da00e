using System.Runtime.InteropServices;

namespace DevMesh.Shipper.Filtering;

/// <summary>What becomes of an entry.</summary>
internal enum FilterOutcome
{
    Keep,
    Drop,

    /// <summary>It is the same as the entry kept before it in this batch, which counts it.</summary>
    Repeat,
}

/// <param name="Rule">Index of the rule that took the entry; -1 when none did. Of a repeat: the rule of the entry it repeats.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Decision(FilterOutcome Outcome, int Rule);
