using System.Runtime.InteropServices;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Search;

/// <summary>Where a page of results ended, and of which search.</summary>
/// <param name="Search">A fingerprint of the query and its filters.</param>
/// <param name="Offset">Results, or ranked templates, that came before.</param>
/// <param name="LastTemplate">The highest template id of the first page: younger templates do not move the later pages.</param>
/// <param name="Score">Of the last result, where results are logs; with its timestamp and id.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SearchPosition(
    ulong Search, int Offset, long LastTemplate, double Score = 0, LogPosition Log = default)
{
    /// <exception cref="InvalidRequestException">The position is one of another search.</exception>
    internal static void Check(SearchPosition? position, ulong search)
    {
        if (position is { } given && given.Search != search)
        {
            throw new InvalidRequestException(
                "cursor", "belongs to another search", "the next_cursor of a search with the same query and filters");
        }
    }

    internal static ulong Fingerprint(string route, string query, LogFilter filter, DateTime? novelSince = null) =>
        StableHash.Of(string.Join(
            '\n',
            route,
            query,
            filter.Node,
            filter.Service,
            filter.MaxLevel,
            filter.Since?.Ticks,
            filter.Until?.Ticks,
            filter.TemplateId,
            filter.Contains,
            novelSince?.Ticks));
}
