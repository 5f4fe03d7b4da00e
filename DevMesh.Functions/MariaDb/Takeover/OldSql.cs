using DevMesh.Domain.Takeover;

namespace DevMesh.Functions.MariaDb.Takeover;

/// <summary>How columns of the old platform are read, whatever their types and character sets.</summary>
internal static class OldSql
{
    /// <summary>A name as an identifier, whatever it holds.</summary>
    public static string Name(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>A column as text in UTF-8; of a TIMESTAMP its seconds since the epoch, which no session's zone changes.</summary>
    public static string Text(OldColumn? column) => column is null ? "NULL"
        : column.Kind is OldKind.Instant ? $"CAST(UNIX_TIMESTAMP({Name(column.Name)}) AS CHAR)"
        : Utf8(column);

    /// <summary>The smallest or largest of a column as <see cref="Text"/> gives it.</summary>
    public static string Extreme(string function, OldColumn column) =>
        column.Kind is OldKind.Instant ? $"CAST({function}(UNIX_TIMESTAMP({Name(column.Name)})) AS CHAR)"
        : $"CAST({function}({Name(column.Name)}) AS CHAR)";

    /// <summary>At most so much of a column as is kept of it, bytes as they are.</summary>
    public static string Start(OldColumn column) => column.Kind switch
    {
        OldKind.Text => $"LEFT({Utf8(column)}, {OldRow.MostCharacters})",
        OldKind.Binary => $"LEFT({Name(column.Name)}, {OldRow.MostCharacters + 3})", // the last character may be cut
        _ => Text(column),
    };

    /// <summary>How many bytes a column holds, in UTF-8 if it is text.</summary>
    public static string Length(OldColumn column) =>
        column.Kind is OldKind.Binary ? $"LENGTH({Name(column.Name)})" : $"LENGTH({Utf8(column)})";

    /// <summary>How many numbers a vector has; 0 for what is none.</summary>
    /// <param name="of">The table's alias with its point, or nothing.</param>
    public static string Numbers(OldColumn column, string of = "")
    {
        string name = of + Name(column.Name);
        return column.Kind switch
        {
            OldKind.Vector => $"{column.Numbers}",
            OldKind.Binary => $"IF(LENGTH({name}) MOD 4 = 0, LENGTH({name}) DIV 4, 0)",
            _ => $"IF(JSON_VALID({name}), JSON_LENGTH({name}), 0)",
        };
    }

    /// <summary>
    /// Whether a row has a vector of @model with @dimension numbers; @assumed is the model where no column says it.
    /// </summary>
    public static string Matches(OldColumn vector, OldColumn? model, string of = "") =>
        $"({of}{Name(vector.Name)} IS NOT NULL AND {Numbers(vector, of)} = @dimension"
        + $" AND {(model is null ? "@assumed" : $"COALESCE({Utf8(model, of)}, @assumed)")} = @model)";

    /// <summary>A vector as a VECTOR column takes it.</summary>
    public static string Vector(OldColumn column, string of) =>
        column.Kind is OldKind.Text ? $"VEC_FromText({of}{Name(column.Name)})" : of + Name(column.Name);

    private static string Utf8(OldColumn column, string of = "") => column.Kind is OldKind.Text or OldKind.Binary
        ? $"CONVERT({of}{Name(column.Name)} USING utf8mb4)"
        : $"CAST({of}{Name(column.Name)} AS CHAR)";
}
