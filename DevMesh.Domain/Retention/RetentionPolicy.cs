namespace DevMesh.Domain.Retention;

/// <summary>
/// How long logs are kept. A node's or a service's own days hold in place of those for all; where both have their own, the
/// longer ones do, so that nothing goes earlier than either says.
/// </summary>
public sealed class RetentionPolicy
{
    private const int ForEver = int.MaxValue;

    private readonly int _days;
    private readonly Dictionary<string, int> _nodes;
    private readonly Dictionary<string, int> _services;

    /// <param name="days">0 is for ever.</param>
    public RetentionPolicy(int days, IReadOnlyList<RetentionOverride> overrides)
    {
        _days = OrForEver(days);
        _nodes = Of(RetentionScope.Node);
        _services = Of(RetentionScope.Service);
        ShortestDays = _nodes.Values.Concat(_services.Values).Append(_days).Min() is var least and < ForEver ? least : null;

        Dictionary<string, int> Of(RetentionScope scope) => overrides
            .Where(each => each.Scope == scope).ToDictionary(each => each.Name, each => OrForEver(each.Days), StringComparer.Ordinal);
    }

    /// <summary>What was received less than so many days ago is kept, whatever it is; null when everything is kept for ever.</summary>
    public int? ShortestDays { get; }

    /// <summary>Whether a log is past its days.</summary>
    /// <param name="log">Goes by when it was received, so that a wrong clock on its node deletes nothing early.</param>
    /// <param name="now">UTC.</param>
    public bool IsExpired(StoredLog log, DateTime now) => DaysOf(log) is < ForEver and var days && log.ReceivedAt < now.AddDays(-days);

    private int DaysOf(StoredLog log)
    {
        int node = _nodes.GetValueOrDefault(log.Node);
        int service = _services.GetValueOrDefault(log.Service);
        return node == 0 && service == 0 ? _days : Math.Max(node, service);
    }

    private static int OrForEver(int days) => days == 0 ? ForEver : days;
}
