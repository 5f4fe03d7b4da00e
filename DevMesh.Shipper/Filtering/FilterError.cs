namespace DevMesh.Shipper.Filtering;

/// <summary>What is wrong in a file of filter rules, where, and what would be accepted there.</summary>
/// <param name="Line">From 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">From 1; 0 when the file as a whole is meant.</param>
internal sealed record FilterError(int Line, int Column, string Problem, string Accepted)
{
    /// <summary>The error without its place: <c>problem; accepted: …</c>.</summary>
    public string Message => Accepted.Length == 0 ? Problem : $"{Problem}; accepted: {Accepted}";

    /// <summary><c>file:line:column: problem; accepted: …</c>, as editors and compilers write it.</summary>
    public string At(string file) => Line == 0 ? $"{file}: {Message}" : $"{file}:{Line}:{Column}: {Message}";

    public override string ToString() => Line == 0 ? Message : $"{Line}:{Column}: {Message}";
}
