namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>What the logs say about a question.</summary>
public enum Verdict
{
    /// <summary>Something went wrong, and its cause stands in the logs.</summary>
    Explained,

    /// <summary>Something went wrong, or logs are missing, and the logs do not say why.</summary>
    Inconclusive,

    /// <summary>Nothing in the window differs from the usual in a way that matters.</summary>
    Healthy,
}

/// <summary>Who wrote the words of an explanation.</summary>
public enum WrittenBy
{
    /// <summary>Plain code, from the pack alone.</summary>
    Plain,

    /// <summary>A model, whose claims were checked against the pack.</summary>
    Model,
}

/// <summary>A statement and the log lines that show it.</summary>
/// <param name="LogIds">
/// Ids of lines in the pack. Empty only where it speaks of what is not there: a healthy window, a silent node.
/// </param>
public sealed record Claim(string Text, IReadOnlyList<long> LogIds);

/// <summary>An answer that can be checked: each claim cites lines of the pack it was made from.</summary>
/// <param name="LikelyCause">Null unless the verdict is explained.</param>
/// <param name="CauseKind">The name of the failure kind, such as "disk full"; null when none fits or there is no cause.</param>
/// <param name="Chain">What happened, earliest first.</param>
/// <param name="RuledOut">What looks like a cause and is none, or was found as usual.</param>
/// <param name="NextChecks">What to look at or to run next.</param>
/// <param name="Writer">The model's name; null when plain code wrote it.</param>
/// <param name="RemovedClaims">How many claims were removed because they cite lines that are not in the pack.</param>
public sealed record Explanation(
    Verdict Verdict,
    Claim Summary,
    Claim? LikelyCause,
    string? CauseKind,
    IReadOnlyList<Claim> Chain,
    IReadOnlyList<Claim> RuledOut,
    IReadOnlyList<Claim> NextChecks,
    WrittenBy WrittenBy = WrittenBy.Plain,
    string? Writer = null,
    int RemovedClaims = 0)
{
    /// <summary>Every claim, the summary first.</summary>
    public IEnumerable<Claim> Claims =>
        [Summary, .. LikelyCause is null ? [] : new[] { LikelyCause }, .. Chain, .. RuledOut, .. NextChecks];
}
