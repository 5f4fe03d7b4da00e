using System.Net;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Access;

/// <summary>When requests need a key.</summary>
internal enum AccessPolicy
{
    /// <summary>Always. Under the Functions host, which other machines reach whatever the worker's own address is.</summary>
    KeysRequired = 0,

    /// <summary>Always, and without a key there is no start: the self-host on an address that other machines reach.</summary>
    KeysRequiredToStart,

    /// <summary>As soon as one was made; before that, everybody may do everything.</summary>
    OpenWithoutKeys,
}

internal static class AccessPolicies
{
    public static AccessPolicy OfSelfHost(DevMeshSettings settings) =>
        IPAddress.IsLoopback(settings.Bind) || settings.OpenAccess is true
            ? AccessPolicy.OpenWithoutKeys
            : AccessPolicy.KeysRequiredToStart;
}
