using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Takeover;

/// <summary>Which column of the old logs is what.</summary>
/// <param name="Fields">Those without a place of their own: they become members of <c>fields</c>.</param>
/// <param name="Left">Those that are in the old table alone.</param>
public sealed record LogColumns(
    OldColumn Timestamp,
    OldColumn? Received,
    OldColumn Node,
    OldColumn? Service,
    OldColumn? Level,
    OldColumn Message,
    OldColumn? Template,
    OldColumn? Vector,
    OldColumn? Model,
    IReadOnlyList<OldColumn> Fields,
    IReadOnlyList<OldColumn> Left);

/// <summary>Which column of the old templates is what.</summary>
public sealed record TemplateColumns(
    OldColumn Id,
    OldColumn Text,
    OldColumn? FirstSeen,
    OldColumn? LastSeen,
    OldColumn? Vector,
    OldColumn? Model,
    IReadOnlyList<OldColumn> Left);

/// <summary>Finds the columns of the old platform by their names.</summary>
public static class ColumnMap
{
    /// <param name="named">Columns by their purpose, in place of what would be found.</param>
    /// <param name="leave">Columns that are not to be taken over.</param>
    /// <exception cref="TakeoverException">A column that must be there is not; all of what is wrong is told at once.</exception>
    public static LogColumns OfLogs(OldTable table, IReadOnlyDictionary<string, string> named, IReadOnlySet<string> leave)
    {
        Choice choice = new(table, ColumnNames.OfLogs, named);
        List<string> wrong = [.. choice.Missing(ColumnNames.Timestamp, ColumnNames.Node, ColumnNames.Message), .. choice.Wrong];
        wrong.AddRange(leave.Where(name => !table.Columns.Any(column => IsNamed(column, name)))
            .Select(name => $"--leave {name}: {table.Name} has no such column"));
        Refuse(table, wrong);
        OldColumn[] rest = [.. table.Columns.Except(choice.Taken)];
        OldColumn[] fields = [.. rest.Where(column => IsField(column, table.Key) && !leave.Any(name => IsNamed(column, name)))];
        return new LogColumns(
            choice[ColumnNames.Timestamp]!,
            choice[ColumnNames.Received],
            choice[ColumnNames.Node]!,
            choice[ColumnNames.Service],
            choice[ColumnNames.Level],
            choice[ColumnNames.Message]!,
            choice[ColumnNames.Template],
            choice[ColumnNames.Vector],
            choice[ColumnNames.Model],
            fields,
            [.. rest.Except(fields)]);
    }

    /// <exception cref="TakeoverException">A column that must be there is not.</exception>
    public static TemplateColumns OfTemplates(OldTable table)
    {
        Choice choice = new(table, ColumnNames.OfTemplates, new Dictionary<string, string>());
        Refuse(table, [.. choice.Missing(ColumnNames.Id, ColumnNames.Text), .. choice.Wrong]);
        return new TemplateColumns(
            choice[ColumnNames.Id]!,
            choice[ColumnNames.Text]!,
            choice[ColumnNames.FirstSeen],
            choice[ColumnNames.LastSeen],
            choice[ColumnNames.Vector],
            choice[ColumnNames.Model],
            [.. table.Columns.Except(choice.Taken)]);
    }

    private static void Refuse(OldTable table, List<string> wrong)
    {
        if (wrong.Count > 0)
        {
            throw new TakeoverException(
                $"{table.Name} cannot be taken over:\n  {string.Join("\n  ", wrong)}\n"
                + $"it has: {string.Join(", ", table.Columns.Select(column => $"{column.Name} {column.Type}"))}");
        }
    }

    private static bool IsField(OldColumn column, string? key) =>
        column.Kind is not (OldKind.Vector or OldKind.Other) && column.Name != key && !ColumnNames.OfNoUse.Contains(column.Name);

    private static bool IsNamed(OldColumn column, string name) => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The columns of a table by their purpose.</summary>
    private sealed class Choice
    {
        private readonly Dictionary<string, OldColumn> _columns = [];
        private readonly IReadOnlyList<(string Purpose, string[] Names)> _purposes;

        public Choice(
            OldTable table, IReadOnlyList<(string Purpose, string[] Names)> purposes, IReadOnlyDictionary<string, string> named)
        {
            _purposes = purposes;
            foreach ((string purpose, string name) in named)
            {
                if (table.Columns.FirstOrDefault(column => IsNamed(column, name)) is not { } column)
                {
                    Wrong.Add($"--column {purpose}={name}: {table.Name} has no such column");
                }
                else if (!Fits(purpose, column))
                {
                    Wrong.Add($"--column {purpose}={name}: {column.Type} cannot be read as {purpose}");
                }
                else
                {
                    _columns[purpose] = column;
                }
            }

            foreach ((string purpose, string[] names) in purposes.Where(each => !named.ContainsKey(each.Purpose)))
            {
                OldColumn? found = names.Select(name => table.Columns.FirstOrDefault(column => IsNamed(column, name)))
                    .FirstOrDefault(column => column is not null && !_columns.ContainsValue(column) && Fits(purpose, column));
                if (found is not null)
                {
                    _columns[purpose] = found;
                }
            }
        }

        public List<string> Wrong { get; } = [];

        public IReadOnlyCollection<OldColumn> Taken => _columns.Values;

        public OldColumn? this[string purpose] => _columns.GetValueOrDefault(purpose);

        public IEnumerable<string> Missing(params string[] mandatory) =>
            _purposes.Where(each => mandatory.Contains(each.Purpose) && !_columns.ContainsKey(each.Purpose))
                .Where(each => !Wrong.Any(wrong => wrong.StartsWith($"--column {each.Purpose}=", StringComparison.Ordinal)))
                .Select(each => $"{each.Purpose}: there is no such column; accepted: {string.Join(", ", each.Names)}");

        private static bool Fits(string purpose, OldColumn column) => purpose switch
        {
            ColumnNames.Vector => column.Kind is OldKind.Vector or OldKind.Binary or OldKind.Text,
            ColumnNames.Timestamp or ColumnNames.Received or ColumnNames.FirstSeen or ColumnNames.LastSeen =>
                column.Kind is OldKind.LocalTime or OldKind.Instant or OldKind.Number or OldKind.Text,
            _ => column.Kind is not (OldKind.Vector or OldKind.Other),
        };
    }
}

/// <summary>The takeover cannot be done as it is asked for; the message says why, and what would be accepted.</summary>
public sealed class TakeoverException(string message) : DevMeshException("takeover-refused", message);
