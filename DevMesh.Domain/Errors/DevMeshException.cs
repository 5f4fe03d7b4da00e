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
}

/// <summary>A request is larger than a limit allows.</summary>
/// <param name="limit">The limit's name, as its setting calls it.</param>
public sealed class LimitExceededException(string limit, long maximum, string unit)
    : DevMeshException("limit-exceeded", $"{limit}: at most {maximum} {unit}")
{
    public string Limit { get; } = limit;

    public long Maximum { get; } = maximum;
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
