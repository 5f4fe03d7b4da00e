using System.CommandLine;
using System.CommandLine.Parsing;
using DevMesh.Domain.Access;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Commands.Keys;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Commands;

/// <summary><c>keys</c>: makes, lists, rotates and revokes API keys. A key is shown once, when it is made.</summary>
internal static class KeysCommand
{
    private const string Graces = "a duration such as 30m, 24h or 7d; 0s to 90d";

    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(90);

    public static Command Create(CommandServices services) =>
        new("keys", "Make, list, rotate and revoke the keys that requests are made with")
        {
            CreateKey(services),
            ListKeys(services),
            RotateKey(services),
            RevokeKey(services),
        };

    private static Command CreateKey(CommandServices services)
    {
        Argument<string> name = Name("What to call it: " + NodeName.Accepted + ".");
        Option<string> scope = new("--scope")
        {
            Description = "What it allows: ingest (send for one node), read (ask), admin (everything).",
            Required = true,
        };
        Option<string?> node = new("--node") { Description = "Of an ingest key, the node that it sends for." };
        Option<FileInfo?> file = Out();
        Option<bool> ifMissing = new("--if-missing")
        {
            Description = "Do nothing, and succeed, when a key of that name is active.",
        };
        Command command = new("create", "Make a key and print it, once") { name, scope, node, file, ifMissing };
        command.Validators.Add(parsed => CheckScope(parsed, parsed.GetValue(scope), parsed.GetValue(node)));
        command.SetAction((parsed, ct) => new KeyIssuer(services, parsed.InvocationConfiguration).CreateAsync(
            parsed.GetRequiredValue(name),
            ScopeOf(parsed.GetRequiredValue(scope))!.Value,
            parsed.GetValue(node),
            parsed.GetValue(file),
            parsed.GetValue(ifMissing),
            ct));
        return command;
    }

    /// <summary>An ingest key is for one node, the others are for none.</summary>
    private static void CheckScope(CommandResult command, string? given, string? node)
    {
        if (given is null)
        {
            return; // told already
        }

        string? wrong = (ScopeOf(given), node) switch
        {
            (null, _) => $"--scope: '{Printable.Of(given)}' is not accepted; accepted: {Scopes.Accepted}",
            (Scope.Ingest, null) => "--node: is missing; accepted: with --scope ingest, the name of the key's one node",
            (Scope.Ingest, _) when !NodeName.IsValid(node) => $"--node: is not the name of a node; accepted: {NodeName.Accepted}",
            (not Scope.Ingest, not null) => "--node: is given; accepted: only with --scope ingest, as others have no node",
            _ => null,
        };
        if (wrong is not null)
        {
            command.AddError(wrong);
        }
    }

    private static Command ListKeys(CommandServices services)
    {
        Command command = new("list", "List every key that was made, without its secret");
        command.SetAction((parsed, ct) => KeyList.PrintAsync(services, parsed.InvocationConfiguration, ct));
        return command;
    }

    private static Command RotateKey(CommandServices services)
    {
        Argument<string> name = Name("The name of an active key.");
        Option<TimeSpan> grace = new("--grace")
        {
            Description = $"How long the old key holds beside the new one: {Graces}. Default: 24h.",
            DefaultValueFactory = _ => TimeSpan.FromHours(24),
            CustomParser = ParseGrace,
        };
        Option<FileInfo?> file = Out();
        Command command = new("rotate", "Make a new key of the same name, and let the old one end") { name, grace, file };
        command.SetAction((parsed, ct) => new KeyIssuer(services, parsed.InvocationConfiguration).RotateAsync(
            parsed.GetRequiredValue(name), parsed.GetValue(grace), parsed.GetValue(file), ct));
        return command;
    }

    private static Command RevokeKey(CommandServices services)
    {
        Argument<string> name = Name("The name of the key; one that was rotated and still holds goes with it.");
        Command command = new("revoke", "End a key at once") { name };
        command.SetAction((parsed, ct) => KeyList.RevokeAsync(
            services, parsed.InvocationConfiguration, parsed.GetRequiredValue(name), ct));
        return command;
    }

    private static Argument<string> Name(string description)
    {
        Argument<string> name = new("NAME") { Description = description };
        name.Validators.Add(given =>
        {
            // Not repeated in the error: it may be a key that was pasted into the wrong place.
            if (given.Tokens is [{ } token] && !NodeName.IsValid(token.Value))
            {
                given.AddError($"NAME: is not the name of a key; accepted: {NodeName.Accepted}");
            }
        });
        return name;
    }

    private static Option<FileInfo?> Out() => new("--out")
    {
        Description = "Write the key to this new file, which only its owner can read, and do not print it.",
    };

    private static Scope? ScopeOf(string text) => Scopes.TryParse(text, out Scope scope) ? scope : null;

    private static TimeSpan ParseGrace(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Durations.TryParse(text, out TimeSpan grace) && grace <= LongestGrace)
        {
            return grace;
        }

        result.AddError($"--grace: '{Printable.Of(text)}' is not accepted; accepted: {Graces}");
        return default;
    }
}
