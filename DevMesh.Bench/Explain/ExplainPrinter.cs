using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Bench.Explain;

/// <summary>A scenario's answer for whoever works on the code. Of one that is held back only whether it is right.</summary>
internal static class ExplainPrinter
{
    public static void Print(ExplainScore score)
    {
        Console.WriteLine(
            $"{(score.VerdictRight ? "right" : "WRONG")}  {score.Scenario.Name}: {score.Explanation.Verdict} "
            + $"(is {score.Scenario.Verdict}), "
            + $"recall {score.Recall?.ToString("0.00") ?? "-"}, precision {score.Precision?.ToString("0.00") ?? "-"}"
            + $"{(score.HerringNamed ? ", NAMES A RED HERRING" : "")}");
        if (score.Scenario.HeldBack)
        {
            return;
        }

        (DateTime since, DateTime until) = (score.Pack.Subject.Window.Since, score.Pack.Subject.Window.Until);
        Console.WriteLine($"       {since:MM-dd HH:mm} to {until:MM-dd HH:mm}, {score.Pack.Budget.Used} tokens");
        Console.WriteLine($"       {score.Explanation.Summary.Text}");
        Tell("cause", score.Explanation.LikelyCause is { } cause ? [cause] : []);
        Tell("chain", score.Explanation.Chain);
        Tell("not", score.Explanation.RuledOut);
        Tell("next", score.Explanation.NextChecks);
        foreach (TimelineEntry entry in score.Pack.Timeline)
        {
            string nodes = string.Join(',', entry.Nodes.Select(node => node.Node));
            Console.WriteLine($"         {entry.First:HH:mm:ss} {entry.Count,4} {entry.Level,-7} {nodes} "
                + $"{entry.Template[..Math.Min(90, entry.Template.Length)]}  <{string.Join("; ", entry.Why)}>");
        }
    }

    private static void Tell(string what, IEnumerable<Claim> claims)
    {
        foreach (Claim claim in claims)
        {
            Console.WriteLine($"       {what}: {claim.Text} [{string.Join(", ", claim.LogIds)}]");
        }
    }
}
