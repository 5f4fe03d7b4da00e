using DevMesh.Domain.Canonicalization;

namespace DevMesh.Domain.Templates;

/// <summary>Port: finding and creating templates.</summary>
public interface ITemplateStore
{
    /// <summary>
    /// The ids of these templates, creating those that do not exist. Two workers that create the same template at once get
    /// the same id, and each new template is counted as created by exactly one of them; by none when the connection is lost
    /// before the database's answer comes.
    /// </summary>
    /// <param name="templates">Templates with distinct keys, at least one.</param>
    Task<ResolvedTemplates> ResolveAsync(IReadOnlyCollection<NewTemplate> templates, CancellationToken ct);

    /// <summary>
    /// The most recently seen templates of one canon version, for warming a cache: those that are embedded, so that the
    /// others are found as <see cref="ResolvedTemplates.Unembedded"/> when they are met again.
    /// </summary>
    Task<IReadOnlyList<KeyValuePair<CanonHash, long>>> RecentAsync(int canonVersion, int limit, CancellationToken ct);
}

/// <param name="Ids">The id of every template asked for, by its key.</param>
/// <param name="Created">How many of them did not exist before.</param>
/// <param name="Unembedded">
/// Those without a vector: the created ones, and ones that a worker created but died before it embedded them.
/// </param>
public sealed record ResolvedTemplates(
    IReadOnlyDictionary<CanonHash, long> Ids, int Created, IReadOnlyList<CreatedTemplate> Unembedded);

/// <summary>A template as the embedder needs it.</summary>
public sealed record CreatedTemplate(long Id, string Text);
