using System.Runtime.InteropServices;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Templates;

/// <summary>Port: what is known about templates.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface ITemplateReader
{
    /// <summary>The facts of these templates; one that does not exist is absent from the answer.</summary>
    /// <param name="sparklineUntil">
    /// The sparklines end with the hour that holds the last instant before this; null ends them with the newest hour in
    /// which any of these templates was logged.
    /// </param>
    Task<IReadOnlyDictionary<long, TemplateFacts>> DescribeAsync(
        IReadOnlyCollection<long> ids, DateTime? sparklineUntil, CancellationToken ct);

    /// <summary>Ids in the order asked for, after <paramref name="after"/> (exclusive; null starts at the top).</summary>
    Task<IReadOnlyList<TemplatePosition>> ListAsync(
        TemplateSort sort, TemplatePosition? after, int limit, CancellationToken ct);

    /// <summary>Templates first seen at or after a time.</summary>
    Task<IReadOnlySet<long>> FirstSeenSinceAsync(DateTime since, CancellationToken ct);

    /// <summary>
    /// Templates that were logged where and when <paramref name="activity"/> says. Null when they are so many that it is
    /// cheaper to ask for some of them at a time.
    /// </summary>
    Task<ActiveTemplates?> ActiveAsync(TemplateActivity activity, CancellationToken ct);

    /// <summary>Those of the templates that were logged where and when <paramref name="activity"/> says.</summary>
    Task<IReadOnlySet<long>> ActiveAsync(IReadOnlyCollection<long> ids, TemplateActivity activity, CancellationToken ct);
}

/// <summary>A node and whole hours, as activity is counted: a first, coarse look before logs themselves are read.</summary>
/// <param name="Node">Null for any.</param>
/// <param name="Since">Inclusive; null for any.</param>
/// <param name="Until">Exclusive; null for any.</param>
public readonly record struct TemplateActivity(string? Node, DateTime? Since, DateTime? Until);

/// <param name="Logs">How many logs they have there and then, in whole hours.</param>
public sealed record ActiveTemplates(IReadOnlySet<long> Ids, long Logs);

/// <summary>A template and how it was logged.</summary>
/// <param name="Count">Its logs that are stored.</param>
/// <param name="Nodes">Where they came from, in the order of the alphabet.</param>
/// <param name="Sparkline">Logs per hour, oldest first, <see cref="SparklineHours"/> of them.</param>
public sealed record TemplateFacts(
    Template Template, long Count, IReadOnlyList<string> Nodes, IReadOnlyList<long> Sparkline)
{
    public const int SparklineHours = 24;
}

public enum TemplateSort
{
    /// <summary>Most logs first.</summary>
    Count,

    /// <summary>Last seen first.</summary>
    Recent,

    /// <summary>Newest template first, by when it was first seen.</summary>
    Novel,
}

/// <summary>A place in a list of templates, which runs downward by the key of its sort and then by id.</summary>
/// <param name="Key">A count, or a time in ticks.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TemplatePosition(long Key, long Id);
