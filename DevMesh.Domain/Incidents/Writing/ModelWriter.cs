using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Domain.Incidents.Writing;

/// <param name="Model">The model that writes, by its name at the gateway.</param>
/// <param name="MaxTokens">Of its answer.</param>
public sealed record ModelWriterOptions(string Model, int MaxTokens);

/// <summary>What kept a model's words from being used.</summary>
public enum Refusal
{
    /// <summary>The gateway or the model did not answer.</summary>
    Unavailable,

    /// <summary>The time of the models was over.</summary>
    TooLate,

    /// <summary>The answer did not fit the schema, twice.</summary>
    Form,

    /// <summary>The answer says what the evidence does not show.</summary>
    Evidence,
}

/// <param name="Note">Why, for a person.</param>
public sealed record Unused(Refusal Refusal, string Note);

/// <param name="Explanation">The model's, or the findings of plain code where the model's could not stand.</param>
/// <param name="Unused">Why the model's words are not used; null when they are.</param>
public sealed record Written(Explanation Explanation, Unused? Unused)
{
    public string? Note => Unused?.Note;
}

/// <summary>
/// Lets a model tell what plain code found. The model chooses words, order and weight; it does not decide what is true: its
/// claims must cite the pack, and its verdict may differ from that of plain code in one way only, see <see cref="Problem"/>.
/// </summary>
public sealed class ModelWriter(IChatModel chat, ModelWriterOptions options, TimeProvider clock)
{
    /// <summary>The first answer, and one more when it does not fit the schema.</summary>
    private const int Attempts = 2;

    /// <param name="findings">What plain code makes of the same pack.</param>
    /// <param name="patience">How long the model may take, with its repair.</param>
    public async Task<Written> WriteAsync(EvidencePack pack, Explanation findings, TimeSpan patience, CancellationToken ct)
    {
        long began = clock.GetTimestamp();
        IReadOnlyList<ChatMessage> asked = PackPrompt.Of(pack, findings);
        IReadOnlyList<ChatMessage> messages = asked;
        string problem = "";
        try
        {
            for (int attempt = 1; attempt <= Attempts; attempt++)
            {
                ChatRequest request = new(
                    options.Model,
                    messages,
                    "explanation",
                    ExplanationDraft.Schema,
                    options.MaxTokens,
                    patience - clock.GetElapsedTime(began));
                string answer = await chat.AskInTimeAsync(request, clock, ct);
                try
                {
                    return Checked(pack, findings, ExplanationDraft.Read(answer));
                }
                catch (FormatException e)
                {
                    problem = e.Message;
                    messages = PackPrompt.Repair(asked, answer, problem);
                }
            }
        }
        catch (ChatUnavailableException e)
        {
            return new Written(findings, new Unused(e.IsTooLate ? Refusal.TooLate : Refusal.Unavailable, e.Message));
        }

        return new Written(
            findings, new Unused(Refusal.Form, $"{options.Model} answered twice in a form that cannot be read: {problem}"));
    }

    private Written Checked(EvidencePack pack, Explanation findings, ExplanationDraft draft)
    {
        CitationCheck check = new(pack);
        Claim? summary = check.Check(draft.Summary, mayCiteNothing: findings.Summary.LogIds.Count == 0);
        Claim? cause = draft.LikelyCause is { } claim ? check.Check(claim) : null;
        IReadOnlyList<Claim> chain = check.CheckAll(draft.Chain);
        IReadOnlyList<Claim> ruledOut = check.CheckAll(draft.RuledOut);
        if (Problem(pack, findings, draft.Verdict, cause) is { } problem)
        {
            return new Written(
                findings with { RemovedClaims = check.Refused },
                new Unused(Refusal.Evidence, $"the answer of {options.Model} is not used: {problem}"));
        }

        return new Written(
            findings with
            {
                Verdict = draft.Verdict,
                Summary = summary ?? (draft.Verdict == findings.Verdict ? findings.Summary : cause!),
                LikelyCause = cause,
                CauseKind = draft.Verdict == Verdict.Explained ? findings.CauseKind : null,
                // Where nothing was wrong there is nothing to tell, in whatever words.
                Chain = chain.Count > 0 && draft.Verdict != Verdict.Healthy ? check.ByTime(chain) : findings.Chain,
                RuledOut = ruledOut.Count > 0 ? ruledOut : [.. findings.RuledOut.Where(each => !Rests(cause, each))],
                WrittenBy = WrittenBy.Model,
                Writer = options.Model,
                RemovedClaims = check.Refused,
            },
            Unused: null);
    }

    /// <summary>
    /// Why a model's answer cannot stand beside the findings; null when it can. A window that is as usual stays healthy, and a
    /// cause that plain code knows stays the cause, in whatever words. Only where plain code finds trouble without a cause may
    /// a model name one, and it has to show it by a line that is out of the usual and came before the trouble.
    /// </summary>
    private static string? Problem(EvidencePack pack, Explanation findings, Verdict verdict, Claim? cause)
    {
        if (verdict == Verdict.Explained && cause is null)
        {
            return "no line of the evidence shows the cause that it names";
        }

        return (findings.Verdict, verdict) switch
        {
            (Verdict.Explained, Verdict.Explained) => CitesAny(cause!, LinesOfTheCause(pack, findings.LikelyCause!))
                ? null
                : "it names another cause than the one that the lines show",
            (Verdict.Inconclusive, Verdict.Explained) => CitesAny(cause!, WhatCameBefore(pack, findings.Summary))
                ? null
                : "the cause that it names rests on lines that are as usual, or came too late for it",
            var (plain, written) when plain == written => null,
            var (plain, written) =>
                $"it calls {Name(written)} what is {Name(plain)} by the evidence",
        };
    }

    /// <summary>Whether the cause is told from lines of a claim, so that the claim cannot rule it out.</summary>
    private static bool Rests(Claim? cause, Claim claim) => cause is not null && CitesAny(cause, claim.LogIds);

    private static bool CitesAny(Claim claim, IEnumerable<long> ids) => claim.LogIds.Intersect(ids).Any();

    /// <summary>The lines that plain code cites, and others of the same templates.</summary>
    private static IEnumerable<long> LinesOfTheCause(EvidencePack pack, Claim cause) => pack.Timeline
        .Select(entry => entry.Examples.Select(log => log.Id))
        .Where(ids => ids.Intersect(cause.LogIds).Any())
        .SelectMany(ids => ids);

    /// <param name="trouble">What has to be explained; of a claim without lines nothing comes before.</param>
    private static IEnumerable<long> WhatCameBefore(EvidencePack pack, Claim trouble)
    {
        IReadOnlyDictionary<long, PackLog> logs = pack.LogsById();
        PackLog[] told = [.. trouble.LogIds.Where(logs.ContainsKey).Select(id => logs[id])];
        return pack.Unusual
            .Where(thing => thing.Kind is not (UnusualKind.Silence or UnusualKind.RateFall)) // their lines are the usual ones
            .SelectMany(thing => thing.LogIds)
            .Where(id => !trouble.LogIds.Contains(id)
                && logs.TryGetValue(id, out PackLog? line)
                && told.Length > 0
                && line.Timestamp <= told.Min(each => each.Timestamp)
                && !AddressedToReader.Is(line.Message));
    }

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Explained => "explained",
        Verdict.Healthy => "healthy",
        _ => "inconclusive",
    };
}
