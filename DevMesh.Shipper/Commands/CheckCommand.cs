using System.CommandLine;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Filtering;

namespace DevMesh.Shipper.Commands;

/// <summary>
/// <c>check FILE</c>: reads a file of filter rules. Writes its rules to standard output and exits 0, or every error to standard
/// error as <c>file:line:column: …</c> and exits 1.
/// </summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The file, such as filter_config.yaml." };
        Command command = new("check", "Check a file of filter rules, and show what its rules match.") { file };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, Console.Out, Console.Error, Terminal.Width()));
        return command;
    }

    internal static int Run(string path, TextWriter output, TextWriter error, int width)
    {
        List<FilterError> errors = [];
        FilterRules? rules = FilterFile.Read(path, errors);
        string name = Printable.Of(path);
        if (rules is null)
        {
            errors.ForEach(each => error.WriteLine(each.At(name)));
            return 1;
        }

        if (rules.Rules.Count > 0)
        {
            WriteRules(rules, output, width);
            output.WriteLine();
        }

        output.WriteLine(
            $"{name}: {Count(rules.Rules.Count)}, fine. An entry that no rule matches is kept; "
            + (rules.CollapseRepeats ? "immediate repeats become one entry." : "repeats stay as they are."));
        return 0;
    }

    private static void WriteRules(FilterRules rules, TextWriter output, int width)
    {
        TextTable table = new(width);
        table.Add("#", "RULE", "ACTION", "MATCHES");
        for (int i = 0; i < rules.Rules.Count; i++)
        {
            FilterRule rule = rules.Rules[i];
            table.Add($"{i + 1}", rule.Name, RuleText.ActionOf(rule), RuleText.MatchOf(rule.Match));
        }

        table.Write(output);
    }

    private static string Count(int rules) => rules == 1 ? "1 rule" : $"{rules} rules";
}
