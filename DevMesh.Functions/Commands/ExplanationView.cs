using System.Globalization;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Http.Responses;
using Spectre.Console;

namespace DevMesh.Functions.Commands;

/// <summary>
/// An explanation for a person in a terminal: verdict and cause first, then what happened, each with the lines that show it.
/// All text from outside is made printable, and none of it is read as markup.
/// </summary>
internal static class ExplanationView
{
    /// <summary>Lines that are cited, shown in full once each; more are named by id alone.</summary>
    private const int MostLines = 40;

    public static void Write(IAnsiConsole console, ExplainResponse answer)
    {
        Head(console, answer);
        Line(console, answer.Summary);
        if (answer.LikelyCause is { } cause)
        {
            Title(console, answer.CauseKind is { } kind ? $"Likely cause: {kind}" : "Likely cause");
            Line(console, cause);
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
        string of = answer.Nodes.Count == 0 ? "all nodes" : string.Join(", ", answer.Nodes);
        console.Write(new Text(word, new Style(color, decoration: Decoration.Bold)));
        Plain(console, $"  {of}{(answer.Services.Count == 0 ? "" : $", {string.Join(", ", answer.Services)}")}, "
            + $"{Moment(answer.Window.Since)} to {Moment(answer.Window.Until)} UTC");
    }

    private static void Title(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.Write(new Text(Printable.Of(title) + "\n", new Style(decoration: Decoration.Bold)));
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
            Line(console, claim, "- ");
        }
    }

    private static void Line(IAnsiConsole console, Claim claim, string before = "") =>
        Plain(console, $"{before}{claim.Text}{(claim.LogIds.Count == 0 ? "" : $" [{string.Join(", ", claim.LogIds)}]")}");

    private static void Similar(IAnsiConsole console, IReadOnlyList<SimilarIncidentResponse> similar)
    {
        if (similar.Count == 0)
        {
            return;
        }

        Title(console, "Looked alike before");
        foreach (SimilarIncidentResponse each in similar)
        {
            string judged = each.Judged is null ? "" : $", found to be {(each.Judged == Domain.Incidents.Past.Judgement.Right ? "right" : "wrong")}";
            Plain(console, $"- incident {each.Id}, {Moment(each.Since)}, {each.Similarity:P0} alike{judged}: {each.Title ?? each.Summary}");
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
                .ThenBy(log => log.Id)
                .Take(MostLines),
        ];
        if (lines.Length == 0)
        {
            return;
        }

        Title(console, "Lines");
        Grid grid = new();
        grid.AddColumn(new GridColumn().NoWrap().RightAligned());
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn());
        foreach (PackLog log in lines)
        {
            grid.AddRow(
                new Text($"[{log.Id.ToString(CultureInfo.InvariantCulture)}]"),
                new Text(log.Timestamp.ToString("dd HH:mm:ss.fff", CultureInfo.InvariantCulture)),
                new Text(log.Node),
                new Text(log.Level.Name(), StyleOf(log.Level)),
                new Text($"{Printable.Of(log.Service)}: {Printable.Of(log.Message)}"));
        }

        console.Write(grid);
    }

    private static void Foot(IAnsiConsole console, ExplainResponse answer)
    {
        console.WriteLine();
        string by = answer.WrittenBy == WrittenBy.Model ? $"Written by {answer.Model}" : "Written by plain code";
        string removed = answer.RemovedClaims == 0 ? "" : $"; {answer.RemovedClaims} claims removed, which cited no line of the evidence";
        string note = answer.Note is null ? "" : $"; {answer.Note}";
        Plain(console, $"{by} in {answer.TookMs} ms{removed}{note}.");
        foreach (string left in answer.Evidence.Budget.LeftOut)
        {
            Plain(console, $"Left out: {left}");
        }
    }

    private static void Plain(IAnsiConsole console, string text) => console.Write(new Text(Printable.Of(text) + "\n"));

    private static string Moment(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static Style StyleOf(Level level) => level switch
    {
        <= Level.Err => new Style(Color.Red),
        Level.Warning => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
