using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Search.Values;

/// <summary>The values of a query, and logs that hold them.</summary>
/// <param name="Tokens">Tokens that can only stand in a message: no template knows them.</param>
/// <param name="Logs">Logs that pass the filter and hold at least one, newest first for each value.</param>
/// <param name="Shares">For each template of such a log the share of the values that one of its logs holds.</param>
internal sealed record QueryValues(
    IReadOnlyList<QueryToken> Tokens, IReadOnlyList<LogEvent> Logs, IReadOnlyDictionary<long, double> Shares)
{
    /// <summary>Those of the tokens that stand in a log.</summary>
    public IEnumerable<QueryToken> Found => Tokens.Where(token => Logs.Any(log => IsIn(token, log)));

    /// <summary>How many values were asked for that no log holds: a template with the words beside them is half an answer.</summary>
    public int Missing => Tokens.Count(IsSought) - Found.Count(IsSought);

    public static bool IsIn(QueryToken token, LogEvent log) => ValueMatch.Stands(log.Message, token.Text);

    private static bool IsSought(QueryToken token) => token.HasDigit && ValueKeys.OfQuery(token.Text) is not null;

    public static QueryValues Of(IReadOnlyList<QueryToken> tokens, IReadOnlyList<LogEvent> logs) => new(
        tokens,
        logs,
        logs.Where(log => log.TemplateId is not null)
            .GroupBy(log => log.TemplateId!.Value)
            .ToDictionary(
                group => group.Key,
                group => group.Max(log => (double)tokens.Count(token => IsIn(token, log)) / tokens.Count)));
}
