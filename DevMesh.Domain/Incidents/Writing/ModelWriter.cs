using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Domain.Incidents.Writing;

/// <param name="Model">The model that writes, by its name at the gateway.</param>
/// <param name="MaxTokens">Of its answer.</param>
public sealed record ModelWriterOptions(string Model, int MaxTokens);

/// <param name="Explanation">The model's, or the findings of plain code where the model's could not stand.</param>
/// <param name="Note">Why the model's words are not used, for a person; null when they are.</param>
public sealed record Written(Explanation Explanation, string? Note);

/// <summary>
/// Lets a model tell what plain code found. The model chooses words, order and weight; it does not decide what is true: its
/// claims must cite the pack, and its verdict may differ from that of plain code in one way only, see <see cref="Problem"/>.
/// </summary>
public sealed class ModelWriter(IChatModel chat, ModelWriterOptions options)
{
    /// <summary>The first answer, and one more when it does not fit the schema.</summary>
    private const int Attempts = 2;

    /// <param name="findings">What plain code makes of the same pack.</param>
    /// <exception cref="OperationCanceledException">Time is over.</exception>
    public async Task<Written> WriteAsync(EvidencePack pack, Explanation findings, CancellationToken ct)
    {
        IReadOnlyList<ChatMessage> asked = PackPrompt.Of(pack, findings);
        IReadOnlyList<ChatMessage> messages = asked;
        string problem = "";
        try
        {
            for (int attempt = 1; attempt <= Attempts; attempt++)
            {
                ChatRequest request = new(options.Model, messages, "explanation", ExplanationDraft.Schema, options.MaxTokens);
                string answer = await chat.AskAsync(request, ct);
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
            return new Written(findings, e.Message);
        }

        return new Written(findings, $"{options.Model} answered twice in a form that cannot be read: {problem}");
    }

    private Written Checked(EvidencePack pack, Explanation findings, ExplanationDraft draft)
    {
        CitationCheck check = new(pack);
        Claim? summary = check.Check(draft.Summary, mayCiteNothing: draft.Verdict != Verdict.Explained);
        Claim? cause = draft.LikelyCause is { } claim ? check.Check(claim) : null;
        IReadOnlyList<Claim> chain = check.CheckAll(draft.Chain);
        IReadOnlyList<Claim> ruledOut = check.CheckAll(draft.RuledOut);
        if (Problem(pack, findings, draft.Verdict, cause) is { } problem)
        {
            return new Written(findings with { RemovedClaims = check.Refused }, $"the answer of {options.Model} is not used: {problem}");
        }

        return new Written(
            findings with
            {
                Verdict = draft.Verdict,
                Summary = summary ?? findings.Summary,
                LikelyCause = cause,
                CauseKind = draft.Verdict == Verdict.Explained ? findings.CauseKind : null,
                Chain = chain.Count > 0 ? chain : findings.Chain,
                RuledOut = ruledOut.Count > 0 ? ruledOut : findings.RuledOut,
                WrittenBy = WrittenBy.Model,
                Writer = options.Model,
                RemovedClaims = check.Refused,
            },
            Note: null);
    }

    /// <summary>
    /// Why a model's answer cannot stand beside the findings; null when it can. A window that is as usual stays healthy, and a
    /// cause that plain code knows stays the cause, in whatever words. Only where plain code finds no cause may a model name
    /// one, and it has to show it by a line that is out of the usual.
    /// </summary>
    private static string? Problem(EvidencePack pack, Explanation findings, Verdict verdict, Claim? cause)
    {
        if (verdict == Verdict.Explained && cause is null)
        {
            return "no line of the evidence shows the cause that it names";
        }

        return (findings.Verdict, verdict) switch
        {
            (Verdict.Explained, Verdict.Explained) => CitesAny(cause!, CausalLines(findings))
                ? null
                : "it names another cause than the one that the lines show",
            (Verdict.Inconclusive, Verdict.Explained) => CitesAny(cause!, UnusualLines(pack))
                ? null
                : "the cause that it names rests on lines that are as usual",
            var (plain, written) when plain == written => null,
            var (plain, written) =>
                $"it calls {Name(written)} what is {Name(plain)} by the evidence",
        };
    }

    private static bool CitesAny(Claim claim, IEnumerable<long> ids) => claim.LogIds.Intersect(ids).Any();

    private static IEnumerable<long> CausalLines(Explanation findings) =>
        findings.Chain.Append(findings.LikelyCause!).SelectMany(claim => claim.LogIds);

    private static IEnumerable<long> UnusualLines(EvidencePack pack) =>
        pack.Unusual.SelectMany(thing => thing.LogIds).Concat(pack.Tied.SelectMany(tied => tied.LogIds));

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Explained => "explained",
        Verdict.Healthy => "healthy",
        _ => "inconclusive",
    };
}
