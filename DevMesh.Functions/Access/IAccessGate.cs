using DevMesh.Functions.Http;

namespace DevMesh.Functions.Access;

/// <summary>Lets a request through to its function, or not.</summary>
internal interface IAccessGate
{
    /// <summary>Called before anything of the body is read.</summary>
    /// <returns>Null when it may pass, and then its <see cref="Caller"/> is known; else the answer, already logged.</returns>
    /// <exception cref="Domain.Errors.StoreUnavailableException">The keys cannot be read now.</exception>
    ValueTask<Problem?> CheckAsync(HttpContext context, string function, CancellationToken ct);
}
