using System.CommandLine;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Commands;

/// <summary>
/// <c>explain</c>: says of each entry what the filter makes of it and by which rule, then how many each rule took. Reads lines
/// of <c>journalctl -o json</c>, or with <c>--text</c> bare messages. Exits 1 when there was no entry or no rules.
/// </summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Option<string?> rules = Named("--rules", "FILE", "The file of rules; without it the rules that ship with the shipper.");
        Option<string?> input = Named(
            "--input", "FILE", "Where the entries are, lines as `journalctl -o json` writes them; without it standard input.");
        Option<bool> summary = new("--summary") { Description = "Only the counts." };
        Option<bool> text = new("--text")
        {
            Description = "Each line is a message, not JSON; its entry has what the options below say.",
        };
        Option<string?> service = Named("--service", "NAME", "With --text: the entries' service, such as ssh.service.");
        Option<string?> identifier = Named("--identifier", "NAME", "With --text: the entries' identifier, such as sshd.");
        Option<string?> level = Named("--level", "LEVEL", "With --text: the entries' level; without it info.");
        Command command = new("explain", "Read entries and say which filter rule takes each.")
        {
            rules, input, summary, text, service, identifier, level,
        };
        command.SetAction(parsed => Run(
            new ExplainOptions
            {
                Rules = parsed.GetValue(rules),
                Input = parsed.GetValue(input),
                SummaryOnly = parsed.GetValue(summary),
                Text = parsed.GetValue(text),
                Service = parsed.GetValue(service),
                Identifier = parsed.GetValue(identifier),
                Level = parsed.GetValue(level),
            },
            Console.OpenStandardInput, Console.Out, Console.Error, Terminal.Width()));
        return command;
    }

    private static Option<string?> Named(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    internal static int Run(
        ExplainOptions options, Func<Stream> standardInput, TextWriter output, TextWriter error, int width)
    {
        if (options.Problem() is { } problem)
        {
            error.WriteLine(problem);
            return 1;
        }

        List<FilterError> errors = [];
        FilterRules? rules = options.Rules is { } file ? FilterFile.Read(file, errors) : FilterRules.Default;
        if (rules is null)
        {
            errors.ForEach(each => error.WriteLine(each.At(Printable.Of(options.Rules!))));
            return 1;
        }

        try
        {
            if (options.Input is null && ReferenceEquals(output, Console.Out) && !Console.IsInputRedirected)
            {
                error.WriteLine("reading entries from the terminal, lines as `journalctl -o json` writes them; Ctrl-D ends them");
            }

            using Stream input = options.Input is { } path ? File.OpenRead(path) : standardInput();
            using IEntrySource source = options.Open(input, message => error.WriteLine(Printable.Of(message)));
            ExplainReport report = new(rules, options.SummaryOnly ? TextWriter.Null : output, width);
            report.Read(source);
            report.WriteSummary(output, Printable.Of(options.Rules ?? "the rules that ship with the shipper"));
            return report.Entries > 0 ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{Printable.Of(options.Input ?? "standard input")}: it cannot be read: {Printable.Of(e.Message)}");
            return 1;
        }
    }
}
