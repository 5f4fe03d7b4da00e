using System.Net;
using DevMesh.Domain.Access;

namespace DevMesh.Functions.Access;

/// <summary>Who makes a request, once that was checked.</summary>
/// <param name="Key">The key; null where none is asked for.</param>
internal sealed record Caller(StoredKey? Key, IPAddress Address)
{
    /// <exception cref="InvalidOperationException">It was not checked: nothing may be done for it.</exception>
    public static Caller Of(HttpContext context) => context.Items[typeof(Caller)] as Caller
        ?? throw new InvalidOperationException("The request's caller was not checked.");

    public void PutInto(HttpContext context) => context.Items[typeof(Caller)] = this;
}
