using System.Globalization;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Http.Responses;
using Spectre.Console;

namespace DevMesh.Functions.Commands;

/// <summary>
/// An explanation for a person in a terminal: verdict and cause first, then what happened, each with the lines that show it.
/// All text from outside is made printable, and none of it is read as markup. What is piped on gets each text in one line.
/// </summary>
internal static class ExplanationView
{
    /// <summary>The width of an output that is no terminal.</summary>
    public const int Unbroken = 100_000;

    /// <summary>Lines that are cited, shown in full once each; more are named by id alone.</summary>
    private const int MostLines = 40;

    /// <summary>Below it a log's message has a line of its own, or its column would be too narrow to read.</summary>
    private const int LeastForColumns = 110;

    private static readonly Style Faint = new(Color.Grey);
    private static readonly Style Bold = new(decoration: Decoration.Bold);

    public static void Write(IAnsiConsole console, ExplainResponse answer)
    {
        Head(console, answer);
        Tell(console, "", answer.Summary);
        if (answer.LikelyCause is { } cause)
        {
            Title(console, answer.CauseKind is { } kind ? $"Likely cause: {kind}" : "Likely cause");
            Tell(console, "", cause);
        }

        Section(console, "What happened", answer.Chain);
        Section(console, "Ruled out", answer.RuledOut);
        Section(console, "Check next", answer.NextChecks);
        Similar(console, answer.Similar);
        Lines(console, answer);
        Foot(console, answer);
    }

    private static void Head(IAnsiConsole console, ExplainResponse answer)
    {
        (string word, Color color) = answer.Verdict switch
        {
            Verdict.Explained => ("EXPLAINED", Color.Red),
            Verdict.Inconclusive => ("INCONCLUSIVE", Color.Yellow),
            _ => ("HEALTHY", Color.Green),
        };
        string[] of = [answer.Nodes.Count == 0 ? "all nodes" : string.Join(", ", answer.Nodes), .. answer.Services];
        (DateTime since, DateTime until) = (answer.Window.Since, answer.Window.Until);
        console.Write(new Text(word, new Style(color, decoration: Decoration.Bold)));
        Put(console, $"  {string.Join(", ", of)}", Style.Plain);
        Put(console, $"{Moment(since)} to {(since.Date == until.Date ? $"{until:HH:mm:ss}" : Moment(until))} UTC", Faint);
        console.WriteLine();
    }

    private static void Title(IAnsiConsole console, string title)
    {
        console.WriteLine();
        Put(console, title, Bold);
    }

    private static void Section(IAnsiConsole console, string title, IReadOnlyList<Claim> claims)
    {
        if (claims.Count == 0)
        {
            return;
        }

        Title(console, title);
        foreach (Claim claim in claims)
        {
            Tell(console, "- ", claim);
        }
    }

    private static void Tell(IAnsiConsole console, string mark, Claim claim) =>
        Item(console, mark, claim.Text, claim.LogIds.Count == 0 ? "" : $"[{string.Join(", ", claim.LogIds)}]");

    /// <summary>A text with its citation, indented as a whole after its mark.</summary>
    private static void Item(IAnsiConsole console, string mark, string text, string citation)
    {
        if (console.Profile.Width >= Unbroken)
        {
            Put(console, $"{mark}{text}{(citation.Length == 0 ? "" : $" {citation}")}", Style.Plain);
            return;
        }

        Paragraph told = new(Printable.Of(text));
        if (citation.Length > 0)
        {
            told.Append($" {citation}", Faint);
        }

        if (mark.Length == 0)
        {
            console.Write(told);
            console.WriteLine();
            return;
        }

        Grid grid = new();
        grid.AddColumn(new GridColumn().NoWrap().PadRight(0));
        grid.AddColumn(new GridColumn().PadRight(0));
        grid.AddRow(new Text(mark), told);
        console.Write(grid);
    }

    private static void Similar(IAnsiConsole console, IReadOnlyList<SimilarIncidentResponse> similar)
    {
        if (similar.Count == 0)
        {
            return;
        }

        Title(console, "Looked alike before");
        foreach (SimilarIncidentResponse each in similar)
        {
            string judged = each.Judged switch
            {
                Judgement.Right => ", found to be right",
                Judgement.Wrong => ", found to be wrong",
                _ => "",
            };
            Item(
                console,
                "- ",
                $"incident {each.Id}, {Moment(each.Since)}, {each.Similarity * 100:0} % alike{judged}: "
                + (each.Title ?? each.Summary),
                citation: "");
        }
    }

    /// <summary>The lines that are cited, by time, in full: what a person checks the words against.</summary>
    private static void Lines(IAnsiConsole console, ExplainResponse answer)
    {
        HashSet<long> cited =
        [
            .. answer.Summary.LogIds,
            .. answer.LikelyCause?.LogIds ?? [],
            .. answer.Chain.Concat(answer.RuledOut).Concat(answer.NextChecks).SelectMany(claim => claim.LogIds),
        ];
        PackLog[] lines =
        [
            .. answer.Evidence.Timeline.SelectMany(entry => entry.Examples)
                .Where(log => cited.Contains(log.Id))
                .DistinctBy(log => log.Id)
                .OrderBy(log => log.Timestamp)
                .ThenBy(log => log.Id),
        ];
        if (lines.Length == 0)
        {
            return;
        }

        Title(console, "Lines");
        Action<IAnsiConsole, IEnumerable<PackLog>> write = console.Profile.Width switch
        {
            >= Unbroken => EachInOneLine,
            >= LeastForColumns => InColumns,
            _ => EachUnderItsPlace,
        };
        write(console, lines.Take(MostLines));
        if (lines.Length > MostLines)
        {
            Put(console, $"and {lines.Length - MostLines} more, which GET /logs/ID shows", Faint);
        }
    }

    private static void EachInOneLine(IAnsiConsole console, IEnumerable<PackLog> lines)
    {
        foreach (PackLog log in lines)
        {
            Put(console, $"[{log.Id}] {At(log)} {log.Node} {log.Level.Name()} {Message(log)}", Style.Plain);
        }
    }

    private static void InColumns(IAnsiConsole console, IEnumerable<PackLog> lines)
    {
        Grid grid = new();
        grid.AddColumn(new GridColumn().NoWrap().RightAligned());
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn().PadRight(0));
        foreach (PackLog log in lines)
        {
            grid.AddRow(
                new Text($"[{log.Id}]", Faint),
                new Text(At(log)),
                new Text(Printable.Of(log.Node)),
                new Text(log.Level.Name(), StyleOf(log.Level)),
                new Text(Printable.Of(Message(log))));
        }

        console.Write(grid);
    }

    private static void EachUnderItsPlace(IAnsiConsole console, IEnumerable<PackLog> lines)
    {
        foreach (PackLog log in lines)
        {
            console.Write(new Text($"[{log.Id}] ", Faint));
            console.Write(new Text(Printable.Of($"{At(log)} {log.Node} ")));
            Put(console, log.Level.Name(), StyleOf(log.Level));
            Item(console, "  ", Message(log), citation: "");
        }
    }

    private static string At(PackLog log) => log.Timestamp.ToString("MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Message(PackLog log) => $"{log.Service}: {log.Message}";

    private static void Foot(IAnsiConsole console, ExplainResponse answer)
    {
        console.WriteLine();
        string id = answer.Id is { } known ? $"Explanation {known}, written" : "Written";
        string by = answer.WrittenBy == WrittenBy.Model ? answer.Model! : "plain code";
        string removed = answer.RemovedClaims == 0
            ? ""
            : $"; {answer.RemovedClaims} claims were removed, because no line shows them";
        string note = answer.Note is null ? "" : $"; {answer.Note}";
        Put(console, $"{id} by {by} in {answer.TookMs} ms{removed}{note}.", Faint);
        foreach (string left in answer.Evidence.Budget.LeftOut)
        {
            Put(console, $"Left out: {left}", Faint);
        }
    }

    private static void Put(IAnsiConsole console, string text, Style style) =>
        console.Write(new Text(Printable.Of(text) + "\n", style));

    private static string Moment(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static Style StyleOf(Level level) => level switch
    {
        <= Level.Err => new Style(Color.Red),
        Level.Warning => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
