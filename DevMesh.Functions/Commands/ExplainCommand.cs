using System.CommandLine;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Time;
using DevMesh.Functions.Explaining;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;
using DevMesh.Functions.MariaDb.Migrations;
using Spectre.Console;

namespace DevMesh.Functions.Commands;

/// <summary><c>explain</c>: a question in plain words, answered in the terminal.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandServices services)
    {
        Argument<string?> question = new("question")
        {
            Description = "What you want to know, such as \"what broke last night?\". With --since it may be left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<DateTime?> since = Time(
            "--since", "From when on, such as 2026-11-20T03:00:00Z; it wins over a time in the question.");
        Option<DateTime?> until = Time("--until", "Until when, at most 7 days after --since; without it until now.");
        Option<string?> node = new("--node")
        {
            HelpName = "NAME",
            Description = "Only about this node; it wins over names in the question.",
        };
        node.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var name }] && !NodeName.IsValid(name))
            {
                result.AddError($"--node: is not a node's name; accepted: {NodeName.Accepted}");
            }
        });
        Option<string?> service = new("--service") { HelpName = "NAME", Description = "Only about this service." };
        Option<bool> json = new("--json") { Description = "The answer of POST /explain instead of the view for people." };
        Option<string?> keep = new("--keep")
        {
            HelpName = "TITLE",
            Description = "Keep the explanation as an incident, with a title if one follows.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("explain", "Say what happened, with the log lines that show it")
        {
            question, since, until, node, service, json, keep,
        };
        command.SetAction((parsed, ct) => RunAsync(
            services,
            new IncidentQuestion(
                parsed.GetValue(question)?.Trim() ?? "",
                parsed.GetValue(since),
                parsed.GetValue(until),
                parsed.GetValue(node),
                parsed.GetValue(service)),
            new Manner(parsed.GetValue(json), parsed.GetResult(keep) is { Implicit: false }, parsed.GetValue(keep)),
            parsed.InvocationConfiguration,
            ct));
        return command;
    }

    /// <param name="Title">Under which it is kept; null for none.</param>
    private sealed record Manner(bool Json, bool Keep, string? Title);

    private static Option<DateTime?> Time(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result =>
        {
            if (Rfc3339.TryParse(result.Tokens[0].Value, out DateTime utc))
            {
                return utc;
            }

            result.AddError($"{name}: is not a time; accepted: {Rfc3339.Accepted}");
            return null;
        },
    };

    private static async Task<int> RunAsync(
        CommandServices services, IncidentQuestion question, Manner manner, InvocationConfiguration streams, CancellationToken ct)
    {
        DateTime now = services.Get<TimeProvider>().GetUtcNow().UtcDateTime;
        if (ExplainRequest.ErrorOf(question, now) is var (field, problem, accepts))
        {
            throw new InvalidRequestException(field, problem, accepts);
        }

        await services.Get<Migrator>().ApplyAsync(ct);
        IncidentDesk desk = services.Get<IncidentDesk>();
        ExplainResponse answer = await WithSpinnerAsync(streams.Error, progress => desk.ExplainAsync(question, progress, ct));
        if (manner.Json)
        {
            await streams.Output.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(answer, WireJson.Options));
        }
        else
        {
            ExplanationView.Write(ConsoleOn(streams.Output, Console.IsOutputRedirected), answer);
        }

        return manner.Keep ? await KeepAsync(services.Get<IIncidentStore>(), answer.Id, manner.Title, streams.Error, ct) : 0;
    }

    private static async Task<int> KeepAsync(
        IIncidentStore incidents, long? id, string? title, TextWriter error, CancellationToken ct)
    {
        bool isKept = id is { } noted && await incidents.KeepAsync(noted, title, ct) is not null;
        await error.WriteLineAsync(isKept ? $"kept as incident {id}" : "it is not kept: the database took no note of it");
        return isKept ? 0 : 1;
    }

    /// <summary>The spinner is on standard error, so that the answer can be piped; without a terminal there is none.</summary>
    private static Task<ExplainResponse> WithSpinnerAsync(TextWriter error, Func<IExplainProgress, Task<ExplainResponse>> work) =>
        Console.IsErrorRedirected
            ? work(new Silent())
            : ConsoleOn(error, isPlain: false).Status().StartAsync("Starting …", status => work(new Spinner(status)));

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool isPlain)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isPlain ? InteractionSupport.No : InteractionSupport.Detect,
        });
        // What is piped on is for a program, which wants lines as they are.
        console.Profile.Width = isPlain ? ExplanationView.Unbroken : console.Profile.Width;
        return console;
    }

    private sealed class Silent : IExplainProgress
    {
        public Task AtAsync(ExplainStep step, CancellationToken ct) => Task.CompletedTask;

        public Task HaveAsync(EvidencePack pack, Explanation findings, CancellationToken ct) => Task.CompletedTask;
    }

    private sealed class Spinner(StatusContext status) : IExplainProgress
    {
        public Task AtAsync(ExplainStep step, CancellationToken ct)
        {
            status.Status(step switch
            {
                ExplainStep.Reading => "Reading the question …",
                ExplainStep.Planning => "A model says where to look …",
                ExplainStep.Collecting => "Collecting the evidence …",
                _ => "A model tells what was found …",
            });
            return Task.CompletedTask;
        }

        public Task HaveAsync(EvidencePack pack, Explanation findings, CancellationToken ct)
        {
            status.Status($"{pack.Timeline.Count} templates found …");
            return Task.CompletedTask;
        }
    }
}
