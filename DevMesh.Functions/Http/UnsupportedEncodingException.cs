using DevMesh.Domain.Errors;

namespace DevMesh.Functions.Http;

/// <summary>A body is encoded in a way that is not read here.</summary>
internal sealed class UnsupportedEncodingException()
    : DevMeshException("unsupported-encoding", $"Content-Encoding: is not supported; accepted: {AcceptedEncodings}")
{
    public const string AcceptedEncodings = "gzip, identity";
}
