namespace DevMesh.Domain.Incidents.Kinds;

using static FailureKind;

/// <summary>Links, addresses, names and certificates.</summary>
internal static class NetworkKinds
{
    public static readonly FailureKind[] All =
    [
        Shared("network link down", "so that whatever goes over it is cut off",
            "ip -s link, ethtool, the switch port and the cable",
            "link is down", "nic link is down", "carrier lost", "lost carrier", "link becomes not ready", "no carrier", "netdev watchdog", "transmit queue*timed out",
            "lacp*no partner", "bond*link status definitely down", "bonding*link status down", "interface*going down", "link down", "reset adapter",
            "tx unit hang", "detected hardware unit hang", "changed state to down", "port*entered disabled state by"),
        Shared("network partition", "so that parts of a cluster no longer hear each other",
            "the network between the members, then the cluster's own view of them",
            "lost quorum", "quorum lost", "no quorum", "split-brain", "split brain", "partitioned", "network partition", "members left the", "a processor failed, forming new",
            "has left the cluster", "node*is unreachable*cluster", "non-primary", "non-prim", "lost leader", "raft*lost leader", "no known leader",
            "memberlist: suspect", "suspect*has failed, no acks received", "gossip*unreachable", "declaring*suspect peer"),
        Shared("no route", "so that hosts cannot be reached",
            "ip route, the gateway, and the switch between",
            "no route to host", "network is unreachable", "destination host unreachable", "ehostunreach", "enetunreach", "host is unreachable",
            "default route*removed", "martian source", "bgp*hold timer expired", "bgp*neighbor*down", "ospf*neighbor*down", "adjacency*down"),
        Shared("DNS failure", "so that names lead nowhere",
            "resolvectl status or /etc/resolv.conf, dig @SERVER NAME, and the name server itself",
            "temporary failure in name resolution", "could not resolve host", "name or service not known", "servfail", "no such host", "server misbehaving",
            "getaddrinfo eai_again", "eai_again", "enotfound", "name resolution fail", "failed to resolve", "dns*timed out", "could not translate host name",
            "unknown host", "unknownhostexception", "using degraded feature set*dns", "nxdomain for", "dns: no answer", "lookup*i/o timeout",
            "exhausted all nameservers", "resolver*timed out", "no servers could be reached"),
        Shared("address conflict", "so that two machines answer for one address", "arping -D, and who has the other hardware address",
            "duplicate address", "duplicate ip", "address conflict", "ip address conflict", "ipv4 dad", "is using my ip address", "moved from*to*on", "dad failed",
            "conflict detected for address", "address*already in use by host", "acd conflict"),
        Shared("DHCP failure", "so that the machine has no address", "the DHCP server and its pool, and the lease on the node",
            "no dhcpoffers received", "dhcp*lease lost", "dhcp*no free leases", "dhcpnak", "no free leases", "no leases available", "dhcp*timed out",
            "dhcp lease lost", "state changed bound -> expire", "could not acquire a lease", "dhcp4*request timed out"),
        Shared("certificate expired", "so that encrypted connections are refused",
            "openssl x509 -enddate on the certificate, and why its renewal did not run",
            "certificate has expired", "certificate*expired", "cert*expired", "not yet valid", "x509: certificate*is after", "notafter", "certificate is not valid",
            "alert certificate expired", "sslv3 alert certificate expired", "err_cert_date_invalid", "cert_has_expired", "validity check failed"),
        Shared("certificate not trusted", "so that encrypted connections are refused",
            "the chain (openssl s_client -showcerts), and the bundle of authorities on the client",
            "certificate signed by unknown authority", "unable to get local issuer certificate", "self-signed certificate", "self signed certificate",
            "certificate verify failed", "unknown ca", "hostname mismatch", "certificate is valid for*not"),
        Shared("firewall change", "so that packets are dropped", "nft list ruleset, and who loaded it when",
            "firewall*reloaded", "iptables-restore", "ufw*default deny", "nftables*loaded", "ruleset*applied", "firewalld*direct rule"),
        Shared("VPN down", "so that hosts behind it cannot be reached", "wg show or the VPN's own log, and the clock of both ends",
            "wireguard*handshake*did not complete", "handshake for peer*did not complete", "openvpn*inactivity timeout", "ipsec*peer not responding",
            "tls error: tls key negotiation failed", "ike_sa*deleted*timeout", "giving up after*retransmits"),
        Shared("rate limited", "so that requests are refused for a time", "who sends so much, and the limit's own setting",
            "too many requests", "rate limit exceeded", "toomanyrequests", "ratelimitexceeded"),
    ];
}
