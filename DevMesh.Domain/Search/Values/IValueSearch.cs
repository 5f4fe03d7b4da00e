using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Search.Values;

/// <summary>Port: finding logs by a value that stands in their message, such as an address, a user or a container's id.</summary>
public interface IValueSearch
{
    /// <summary>
    /// Logs that pass the filter and hold the value, in any case, newest first. All logs are looked at through the index of
    /// values; what it does not find (a part of a value, a short number) is looked for in the newest logs.
    /// </summary>
    /// <param name="reach">How many of the newest logs (of the filter's template, if it names one) are read for that.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    Task<IReadOnlyList<LogEvent>> NewestWithAsync(
        string value, LogFilter filter, int limit, int reach, CancellationToken ct);
}
