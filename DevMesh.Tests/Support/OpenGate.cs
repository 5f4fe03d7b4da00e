using System.Net;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Support;

/// <summary>Lets everybody in, for tests of what lies behind.</summary>
internal sealed class OpenGate : IAccessGate
{
    public ValueTask<Problem?> CheckAsync(HttpContext context, string function, CancellationToken ct)
    {
        new Caller(Key: null, IPAddress.Loopback).PutInto(context);
        return ValueTask.FromResult<Problem?>(null);
    }
}
