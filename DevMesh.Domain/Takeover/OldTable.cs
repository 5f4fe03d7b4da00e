namespace DevMesh.Domain.Takeover;

/// <summary>What a column of the old platform holds, as far as it matters for reading it.</summary>
public enum OldKind
{
    /// <summary>Characters, JSON included.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>Any number.</summary>
    Number,

    /// <summary>A date or a date and time without a zone.</summary>
    LocalTime,

    /// <summary>A TIMESTAMP, which the server keeps in UTC.</summary>
    Instant,

    /// <summary>A VECTOR.</summary>
    Vector,

    /// <summary>What is computed from other columns, or no type that can be read here.</summary>
    Other,
}

/// <summary>A column of the old platform.</summary>
/// <param name="Type">As the database writes it, such as <c>varchar(255)</c>.</param>
/// <param name="Numbers">The length of a VECTOR; 0 for others.</param>
public sealed record OldColumn(string Name, string Type, OldKind Kind, int Numbers = 0);

/// <summary>A table of the old platform.</summary>
/// <param name="Key">
/// The column whose whole numbers tell its rows apart and by which they are read; null when there is none, and one has to be
/// added before rows are read in parts.
/// </param>
/// <param name="Rows">As the database estimates.</param>
/// <param name="Bytes">On disk, with indexes.</param>
public sealed record OldTable(string Name, IReadOnlyList<OldColumn> Columns, string? Key, long Rows, long Bytes);

/// <summary>What a look at the database found.</summary>
/// <param name="Logs">Null when there is nothing to take over.</param>
/// <param name="Templates">Null when the old platform had none.</param>
/// <param name="InTheWay">Tables of another program under names that DevMesh needs; they are renamed.</param>
public sealed record OldDatabase(OldTable? Logs, OldTable? Templates, IReadOnlyList<string> InTheWay)
{
    /// <summary>What a table is called after it was put aside.</summary>
    public static string NameAside(string table) => $"py_{table}";
}
