using DevMesh.Domain.Canonicalization;

namespace DevMesh.Domain.Templates;

/// <summary>Port: finding and creating templates.</summary>
public interface ITemplateStore
{
    /// <summary>
    /// The ids of these templates, creating those that do not exist. Two workers that create the same template at once get
    /// the same id, and each new template is reported as created by exactly one of them.
    /// </summary>
    Task<ResolvedTemplates> ResolveAsync(IReadOnlyCollection<NewTemplate> templates, CancellationToken ct);

    /// <summary>The most recently seen templates of one canon version, for warming a cache.</summary>
    Task<IReadOnlyList<KeyValuePair<CanonHash, long>>> RecentAsync(int canonVersion, int limit, CancellationToken ct);
}

/// <param name="Ids">The id of every template asked for, by its key.</param>
/// <param name="Created">The ones that did not exist before.</param>
public sealed record ResolvedTemplates(IReadOnlyDictionary<CanonHash, long> Ids, IReadOnlyList<CreatedTemplate> Created);

public sealed record CreatedTemplate(long Id, string Text);
