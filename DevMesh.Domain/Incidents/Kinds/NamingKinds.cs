namespace DevMesh.Domain.Incidents.Kinds;

using static FailureKind;

/// <summary>Names, leases and time.</summary>
internal static class NamingKinds
{
    public static readonly FailureKind[] All =
    [
        Shared("zone not loaded", "so that its names lead nowhere",
            "named-checkzone on the zone, and what changed its file last",
            "not loaded due to errors", "zone*loading from master file*failed", "zone*not loaded", "loading from master file",
            "dns_master_load", "dns_rdata_fromtext", "zone*expired", "zone*refresh*failed", "zone*has no ns",
            "zone*has*soa records", "has no soa", "zone*serial number*unchanged", "zone serial*unchanged", "transfer failed",
            "transfer of*failed", "failed while receiving responses", "refused notify", "rejected notify", "notify*refused",
            "zone*ignoring out-of-zone", "bad owner name", "zone file*error", "failed to load zone",
            "zone*could not be loaded", "unable to load zone", "no valid soa", "zone*refresh: retry limit",
            "cname and other data", "journal rollforward failed", "journal out of sync", "missing glue", "nsd*xfrd*failed",
            "expired zone", "zone*has been removed", "plugin/file*failed to parse", "failed to reload zone",
            "reloading zone*failed", "unable to obtain catalog zone", "zone*unexpected token"),
        Shared("DNSSEC failure", "so that names are refused as forged",
            "delv or dig +cd, the keys and signatures of the zone, and the clock",
            "dnssec*bogus", "validation failure", "no valid signature", "no valid rrsig", "rrsig*expired",
            "signature expired", "signatures expired", "dnskey*unable to", "broken trust chain", "got insecure response",
            "no valid ds", "trust anchor*failed", "dnssec validation failed", "dnssec-validation*failed",
            "key*not found*dnssec", "verify failed due to bad signature", "insecurity proof failed",
            "managed-keys-zone*failed", "managed-keys-zone*unable", "failed to prime trust anchor", "ksk*expired",
            "zsk*expired", "no such dnskey", "dnssec bogus", "is bogus", "result: bogus", "bogus answer", "<bogus>",
            "rrset*signature expired"),
        Shared("name server fault", "so that names lead nowhere",
            "the name server's own log and configuration",
            "loading configuration: failure", "named*exiting (due to", "exiting (due to fatal error)",
            "exiting (due to assertion", "corefile:*", "coredns*panic", "plugin/loop", "loop (*detected for zone",
            "plugin/forward: no healthy upstreams", "dnsmasq: failed", "dnsmasq: maximum number of concurrent",
            "maximum number of concurrent dns queries reached", "no upstream", "all forwarders", "forwarders*unreachable",
            "recursive-clients*quota", "no more recursive clients", "recursive client limit", "unbound*fatal error",
            "unbound*could not", "unbound*error:", "pdns*unable to", "backend reported", "gpgsql*unable",
            "no upstream resolvers", "upstream*dns*unreachable", "failed to forward", "resolv.conf*missing",
            "resolv.conf*overwritten", "no nameservers", "no dns servers", "none of the upstream", "too many dns queries"),
        Shared("DNS failure", "so that names lead nowhere",
            "resolvectl status or /etc/resolv.conf, dig @SERVER NAME, and the name server itself",
            "temporary failure in name resolution", "could not resolve host", "name or service not known", "servfail",
            "no such host", "server misbehaving", "eai_again", "enotfound ", "getaddrinfo enotfound", "name resolution fail",
            "name resolution error", "failed to resolve", "dns*timed out", "dns lookup failed",
            "could not translate host name", "unknown host", "unknownhostexception", "nxdomain for", "dns: no answer",
            "lookup*i/o timeout", "exhausted all nameservers", "resolver*timed out", "no servers could be reached",
            "could not be resolved", "host or domain name not found", "name service error", "host not found in upstream",
            "host not found", "nodename nor servname", "no address associated with hostname", "getaddrinfo failed",
            "getaddrinfo* failed", "name does not resolve", "resolution failed", "dns resolution*failed", "query refused",
            "status: refused", "dns: refused", "failed to lookup", "no answer from dns", "dns server*not respond",
            "nameserver*timed out", "err_name_not_resolved", "host unknown", "unknown mysql server host",
            "could not resolve address", "could not resolve hostname", "cannot resolve host", "can't resolve host",
            "unable to resolve host", "cannot resolve name", "cannot resolve address")
            with
            {
                Providers =
                [
                    "named", "bind9", "unbound", "dnsmasq", "coredns", "pdns", "pihole-ftl", "knot", "nsd", "kube-dns",
                    "systemd-resolved", "pdns-recursor", "knotd", "kresd",
                ],
            },
        Shared("DHCP failure", "so that the machine has no address",
            "the DHCP server and its pool, and the lease on the node",
            "no dhcpoffers received", "dhcp*lease lost", "dhcp*no free leases", "dhcpnak", "no free leases",
            "no leases available", "no address available", "no addresses available", "address pool*exhaust", "dhcp*timed out",
            "dhcp lease lost", "state changed bound -> expire", "could not acquire a lease", "dhcp4*request timed out",
            "alloc_fail", "failed to allocate an ipv4 address", "failed to allocate an ipv6 address", "no available leases",
            "pool exhausted*dhcp", "network*no free leases", "no subnet declaration",
            "not configured to listen on any interfaces", "dhcp*failed", "lease*expired*dhcp", "dhcpdiscover*no free",
            "dhcp_declined", "dhcpdecline", "no working leases in persistent database", "no lease,", "dhcp: no*lease",
            "link-local address*169.254", "dhcp server*not respond", "unable to obtain a dhcp lease", "all addresses*in use",
            "could not get an address", "shared network*no free", "unknown network segment", "dhcp*timeout", "dhcp pool",
            "scope*is full", "option domain*rejected*dhcp", "ipv4ll")
            with
            {
                Providers =
                [
                    "dhcpd", "isc-dhcp-server", "kea-dhcp4-server", "dnsmasq", "kea-dhcp4", "dhcp",
                ],
            },
        Shared("clock jump", "which breaks certificates, tokens, leases and the order of logs",
            "chronyc tracking, chronyc sources, the hypervisor's time sync, and timedatectl",
            "system clock wrong by", "time has been changed", "clock step*second", "time jumped", "clock skew*too",
            "system clock was stepped", "step time server*offset", "time reset*s ", "clock moved backwards",
            "clock has moved", "clock went backwards", "detected time jump", "time drift detected", "system time changed by",
            "clock jumped", "time stepped by", "step-systime", "clock skew detected", "clock skew too great",
            "mon_clock_skew", "clock skew on", "clock*out of sync", "clock difference", "time difference*exceeds",
            "clock*ahead of", "clock drift", "time moved backwards", "time is going backwards", "clock*in the future",
            "timestamp*in the future", "has time*in the future", "skewed clock", "used before issued", "token used before",
            "hardware clock*wrong", "system time is*behind", "clock is off by", "clock offset*exceed", "maximum clock offset",
            "time offset*too", "the difference between the request time"),
        Shared("time not synchronized", "so that clocks drift apart",
            "chronyc sources, and the way to the time servers",
            "no selectable sources", "can't synchronise: no", "can't synchronise", "no server suitable for synchronization",
            "timed out waiting for reply from*ntp", "timesyncd*timed out", "no majority", "falseticker", "no reachable ntp",
            "unsynchronised", "ntp*unreachable", "server dropped: strata", "stratum too high", "clock is not synchronized",
            "system clock is not sync", "frequency error*exceeds", "no servers reachable", "no time source", "ptp*fault",
            "ntp*no response", "lost sync to")
            with
            {
                Providers =
                [
                    "chronyd", "ntpd", "chrony", "ntp", "ntpsec", "systemd-timesyncd",
                ],
            },
    ];
}
