using DevMesh.Domain.Access;
using DevMesh.Functions.Http;
using Microsoft.Net.Http.Headers;

namespace DevMesh.Functions.Access;

/// <summary>What a caller who is not let in is told.</summary>
internal static class AccessProblems
{
    private const string Forbidden = "The key does not allow this";

    public static Problem NoKey(string problem) =>
        Unauthorized($"{HeaderNames.Authorization}: {problem}; accepted: {AuthorizationHeader.Accepted}") with
        {
            Accepted = AuthorizationHeader.Accepted,
        };

    /// <summary>The same for a key that is not known, wrong, over or revoked: which one it is would help to guess.</summary>
    public static Problem WrongKey() =>
        Unauthorized($"{HeaderNames.Authorization}: the key does not hold here; ./devmesh keys list shows those that do");

    public static Problem WrongScope(Scope held, Scope needed) => new(
        "forbidden",
        Forbidden,
        StatusCodes.Status403Forbidden,
        $"The key has the scope {Scopes.NameOf(held)}; accepted: {Accepted(needed)}")
    {
        Field = HeaderNames.Authorization,
        Accepted = Accepted(needed),
    };

    public static Problem WrongNode(StoredKey key, string node)
    {
        string accepted = $"a key of scope ingest for {node}, or of scope admin";
        return new Problem(
            "forbidden",
            Forbidden,
            StatusCodes.Status403Forbidden,
            $"node: the key is for {key.Node ?? "no node"}, the request is of {node}; accepted: {accepted}")
        {
            Field = "node",
            Accepted = accepted,
        };
    }

    /// <param name="header">Which names another machine or page.</param>
    public static Problem ForeignPage(string header)
    {
        const string accepted = "localhost or a loopback address; or a key, once ./devmesh keys create has made one";
        return new Problem(
            "forbidden",
            "Open without keys to this machine alone",
            StatusCodes.Status403Forbidden,
            $"{header}: is not of this machine; accepted: {accepted}")
        {
            Field = header,
            Accepted = accepted,
        };
    }

    /// <param name="address">Whose failures were counted.</param>
    public static Problem TooManyFailures(string address, int limit, TimeSpan window, TimeSpan wait)
    {
        string seconds = ProblemMap.Seconds(wait);
        return new Problem(
            "too-many-failures",
            "Too many requests without a right key",
            StatusCodes.Status429TooManyRequests,
            $"AUTH_FAILURE_LIMIT: {limit} requests of {address} without a right key within {ProblemMap.Seconds(window)} s; "
            + $"try again in {seconds} s, or with a right key at once")
        {
            Limit = "AUTH_FAILURE_LIMIT",
            Maximum = limit,
            Headers = [new(HeaderNames.RetryAfter, seconds)],
        };
    }

    private static string Accepted(Scope needed) =>
        needed == Scope.Admin ? "a key of scope admin" : $"a key of scope {Scopes.NameOf(needed)} or admin";

    private static Problem Unauthorized(string detail) => new(
        "unauthorized", "A key is needed", StatusCodes.Status401Unauthorized, detail)
    {
        Field = HeaderNames.Authorization,
        Headers = [new(HeaderNames.WWWAuthenticate, "Bearer")],
    };
}
