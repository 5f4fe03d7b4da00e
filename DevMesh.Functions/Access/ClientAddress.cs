using System.Net;
using System.Net.Sockets;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Access;

/// <summary>
/// Who sent a request. What X-Forwarded-For says is taken only from peers that TRUSTED_PROXIES names: anybody can send it.
/// Each proxy adds the address of its own peer at the right, so that is where one begins.
/// </summary>
internal sealed class ClientAddress(DevMeshSettings settings)
{
    private const string Header = "X-Forwarded-For";

    /// <summary>A chain of proxies is shorter than this; what a client made up beyond it is not read.</summary>
    private const int MaxHops = 16;

    private readonly IReadOnlyList<IPNetwork> _trusted = settings.TrustedProxies;

    /// <summary>The address, an IPv4 one never in IPv6 form; <see cref="IPAddress.None"/> for a connection without one.</summary>
    public IPAddress Of(HttpContext context)
    {
        IPAddress address = Plain(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (_trusted.Count == 0 || !IsTrusted(address))
        {
            return address;
        }

        string[] hops = string.Join(',', context.Request.Headers[Header].ToArray())
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string hop in hops.Reverse().Take(MaxHops))
        {
            if (!TryRead(hop, out IPAddress? before))
            {
                return address; // the last one that somebody trusted has told
            }

            address = before;
            if (!IsTrusted(address))
            {
                return address;
            }
        }

        return address;
    }

    /// <summary>
    /// What failures are counted by: the address, and of an IPv6 address the 64 bits that are one customer's, who could use
    /// another address for each request.
    /// </summary>
    public static string CountedBy(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes) + "/64";
    }

    private bool IsTrusted(IPAddress address) => _trusted.Any(each => each.Contains(address));

    /// <summary>An address, maybe with a port, as the proxies write it.</summary>
    private static bool TryRead(string hop, out IPAddress address)
    {
        // Without a port, because an IPv4 address with one is read by the other way only.
        bool read = IPAddress.TryParse(hop, out IPAddress? plain);
        if (!read && IPEndPoint.TryParse(hop, out IPEndPoint? end))
        {
            (plain, read) = (end.Address, true);
        }

        address = Plain(plain ?? IPAddress.None);
        return read;
    }

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        // A zone (fe80::1%eth0) names an interface of this machine, and no network contains an address that has one.
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes())
            : address;
    }
}
