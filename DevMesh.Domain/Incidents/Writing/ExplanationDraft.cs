using System.Text.Json.Nodes;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// An explanation as a model writes it, before anything of it was checked. What to check next is not asked for: a command that
/// an operator will type must not come from a text that has read the logs.
/// </summary>
/// <param name="LikelyCause">Null unless the verdict is explained.</param>
/// <param name="Chain">What happened, earliest first.</param>
public sealed record ExplanationDraft(
    Verdict Verdict,
    DraftClaim Summary,
    DraftClaim? LikelyCause,
    IReadOnlyList<DraftClaim> Chain,
    IReadOnlyList<DraftClaim> RuledOut)
{
    /// <summary>Claims of one list at most; a longer list is cut.</summary>
    public const int MaxClaims = 12;

    /// <summary>Of a claim, in characters; a longer text is refused, because a cut one may say something else.</summary>
    public const int MaxText = 600;

    /// <summary>Lines of a claim; one that cites half of the evidence shows nothing.</summary>
    public const int MaxIds = 20;

    public static JsonNode Schema { get; } = StrictJson.SchemaOf<ExplanationDraft>();

    /// <exception cref="FormatException">It does not fit; the message says where.</exception>
    public static ExplanationDraft Read(string answer)
    {
        ExplanationDraft draft = StrictJson.Read<ExplanationDraft>(answer);
        foreach (DraftClaim claim in draft.Claims)
        {
            if (string.IsNullOrWhiteSpace(claim.Text) || claim.Text.Length > MaxText)
            {
                throw new FormatException($"a text has {claim.Text.Length} characters; accepted: 1 to {MaxText}");
            }

            if (claim.LogIds.Count > MaxIds)
            {
                throw new FormatException($"a claim names {claim.LogIds.Count} lines; accepted: at most {MaxIds}");
            }
        }

        return (draft.Verdict == Verdict.Explained) == (draft.LikelyCause is not null)
            ? draft
            : throw new FormatException("likely_cause must be there if the verdict is explained, and null otherwise");
    }

    private IEnumerable<DraftClaim> Claims =>
        [Summary, .. LikelyCause is null ? [] : new[] { LikelyCause }, .. Chain, .. RuledOut];
}

/// <param name="LogIds">The lines that show it.</param>
public sealed record DraftClaim(string Text, IReadOnlyList<long> LogIds);
