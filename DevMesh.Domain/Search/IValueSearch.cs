using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Search;

/// <summary>Port: finding logs by a value that stands in their message, such as an address, a user or a container's id.</summary>
public interface IValueSearch
{
    /// <summary>
    /// Logs that pass the filter and hold the value, in any case, newest first. Looks at no more than the newest
    /// <paramref name="reach"/> logs (of the filter's template, if it names one), so it may miss older ones.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    Task<IReadOnlyList<LogEvent>> NewestWithAsync(
        string value, LogFilter filter, int limit, int reach, CancellationToken ct);
}
