namespace DevMesh.Domain.Errors;

/// <summary>An error that a caller is told about. <see cref="Code"/> is stable; the message is fit to be shown.</summary>
public abstract class DevMeshException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A stable name of the kind of error, in kebab-case; the last part of the problem's <c>type</c>.</summary>
    public string Code { get; } = code;
}

/// <summary>Part of a request is wrong. Says which part and what would be accepted.</summary>
public sealed class InvalidRequestException(string field, string problem, string accepted)
    : DevMeshException("invalid-request", $"{field}: {problem}; accepted: {accepted}")
{
    /// <summary>The parameter, header or member of the body that is wrong.</summary>
    public string Field { get; } = field;

    public string Accepted { get; } = accepted;

    /// <summary>The limit that was hit, as its setting calls it; null when it was no limit.</summary>
    public string? Limit { get; init; }

    public long? Maximum { get; init; }
}

/// <summary>A request is larger than a limit allows.</summary>
/// <param name="limit">The limit's name, as its setting calls it.</param>
public sealed class LimitExceededException(string limit, long maximum, string unit)
    : DevMeshException("limit-exceeded", $"{limit}: at most {maximum} {unit}")
{
    public string Limit { get; } = limit;

    public long Maximum { get; } = maximum;

    /// <summary>The node whose batch it is, where that was known already.</summary>
    public string? Node { get; init; }
}

/// <summary>More is asked for at a time than a limit allows; the same request may succeed later.</summary>
/// <param name="code"><c>too-busy</c>, or <c>rate-exceeded</c> for a rate.</param>
/// <param name="limit">The limit's name, as its setting calls it.</param>
public sealed class TooManyException(string code, string limit, long maximum, string unit, TimeSpan retryAfter)
    : DevMeshException(code, $"{limit}: at most {maximum} {unit}; try again in {Math.Ceiling(retryAfter.TotalSeconds):0} s")
{
    public string Limit { get; } = limit;

    public long Maximum { get; } = maximum;

    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>The node that hit it, where it is a node's limit.</summary>
    public string? Node { get; init; }
}

/// <summary>Something took longer than a limit allows.</summary>
/// <param name="code"><c>query-timeout</c> or <c>body-timeout</c>.</param>
/// <param name="limit">The limit's name, as its setting calls it.</param>
public sealed class TookTooLongException(string code, string limit, TimeSpan maximum, string what, Exception? inner = null)
    : DevMeshException(code, $"{limit}: at most {maximum.TotalMilliseconds:0} ms {what}", inner)
{
    public string Limit { get; } = limit;

    public TimeSpan Maximum { get; } = maximum;
}

/// <summary>What was asked for by name or id does not exist.</summary>
public sealed class NotFoundException(string what) : DevMeshException("not-found", $"{what} does not exist");

/// <summary>The database cannot be used now; the same request may succeed later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null)
    : DevMeshException("store-unavailable", message, inner);

/// <summary>The model behind the gateway cannot be used now.</summary>
public sealed class EmbeddingUnavailableException(string message, Exception? inner = null)
    : DevMeshException("embedding-unavailable", message, inner)
{
    /// <summary>The model works, and refuses these texts: asking for fewer of them at once tells which.</summary>
    public bool IsRefusal { get; init; }
}
