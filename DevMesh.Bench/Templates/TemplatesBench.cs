using System.CommandLine;
using System.Text.Json.Nodes;
using DevMesh.Bench.Running;
using DevMesh.Domain.Canonicalization;
using Spectre.Console;

namespace DevMesh.Bench.Templates;

/// <summary>
/// <c>templates</c>: scores the canonical texts against labelled messages, per system and as means. Needs no database.
/// </summary>
internal static class TemplatesBench
{
    private static readonly string[] Columns = ["data set", "GA", "FGA", "impure", "split", "groups", "truth"];

    public static Command Create()
    {
        Option<DirectoryInfo> data = new("--data")
        {
            Description = "A folder in LogHub's layout: a folder per system, in it NAME_structured_corrected.csv.",
            Required = true,
        };
        data.AcceptExistingOnly();
        Option<int> version = CanonVersionOption.Create();
        Option<bool> json = new("--json") { Description = "Print the means as one JSON object in the last line, too." };
        Command command = new("templates", "How well templates agree with labelled messages: GA, FGA, impure, split, ratio.")
        {
            data, version, json,
        };
        command.SetAction(parsed =>
        {
            try
            {
                IReadOnlyList<LabelledSet> sets = LabelledSet.ReadAll(parsed.GetRequiredValue(data));
                Print(sets, Canonicalizers.Of(parsed.GetValue(version)), parsed.GetValue(json));
                return 0;
            }
            catch (InvalidDataException e)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }

    private static void Print(IReadOnlyList<LabelledSet> sets, ICanonicalizer canonicalizer, bool json)
    {
        Table table = new Table().Title($"templates: canonicalization version {canonicalizer.Version}")
            .Border(TableBorder.Rounded).AddColumns(Columns);
        List<GroupingScore> scores = [];
        foreach (LabelledSet set in sets)
        {
            GroupingScore score = GroupingScore.Of(
                set.Labels, [.. set.Messages.Select(message => canonicalizer.Canonicalize(message).Text)]);
            scores.Add(score);
            table.AddRow(
                Markup.Escape(set.Name), $"{score.Ga:F3}", $"{score.Fga:F3}", $"{score.Impure:F3}", $"{score.Split:F3}",
                $"{score.Groups}", $"{score.Truth}");
        }

        GroupingScore mean = new(
            scores.Sum(each => each.Messages), scores.Average(each => each.Ga), scores.Average(each => each.Fga),
            scores.Average(each => each.Impure), scores.Average(each => each.Split), scores.Sum(each => each.Groups),
            scores.Sum(each => each.Truth));
        table.AddRow(
            "mean", $"{mean.Ga:F3}", $"{mean.Fga:F3}", $"{mean.Impure:F3}", $"{mean.Split:F3}",
            $"{mean.Groups}", $"{mean.Truth}");
        AnsiConsole.Write(table);
        double ratio = mean.Messages / (double)mean.Groups;
        double truth = mean.Messages / (double)mean.Truth;
        Console.WriteLine($"pooled ratio {ratio:F1} (truth {truth:F1})");
        if (json)
        {
            Console.WriteLine(new JsonObject
            {
                ["ga"] = Math.Round(mean.Ga, 4),
                ["fga"] = Math.Round(mean.Fga, 4),
                ["impure"] = Math.Round(mean.Impure, 4),
                ["split"] = Math.Round(mean.Split, 4),
                ["pooled_ratio"] = Math.Round(ratio, 2),
                ["truth_ratio"] = Math.Round(truth, 2),
                ["lowest_ga"] = Math.Round(scores.Min(each => each.Ga), 4),
            }.ToJsonString());
        }
    }
}
