namespace DevMesh.Domain.Incidents.Questions;

/// <summary>Names that people use for services whose units are called something else.</summary>
internal static class EverydayNames
{
    /// <summary>What people say, and what the unit can be called.</summary>
    private static readonly (string[] Said, string[] Units)[] Known =
    [
        (["postgres", "postgresql", "pgsql"], ["postgresql", "postgres", "postmaster"]),
        (["mysql", "mysqld", "maria", "mariadb"], ["mariadb", "mariadbd", "mysql", "mysqld"]),
        (["apache", "apache2", "httpd"], ["apache2", "httpd", "apache"]),
        (["ssh", "sshd", "openssh"], ["ssh", "sshd"]),
        (["docker", "dockerd"], ["docker", "dockerd"]),
        (["bind9"], ["named", "bind9", "bind"]),
        (["redis"], ["redis", "redis-server"]),
        (["rabbit", "rabbitmq"], ["rabbitmq-server", "rabbitmq"]),
        (["mongo", "mongodb"], ["mongod", "mongodb"]),
        (["elastic", "elasticsearch"], ["elasticsearch"]),
        (["samba", "smb"], ["smbd", "smb", "samba"]),
        (["nfs"], ["nfs-server", "nfs-kernel-server", "nfsd"]),
        (["ntp", "chrony"], ["chronyd", "chrony", "ntpd", "ntp", "ntpsec", "systemd-timesyncd"]),
        (["grafana"], ["grafana-server", "grafana"]),
        (["libvirt"], ["libvirtd"]),
        (["wireguard"], ["wg-quick"]),
        (["memcache", "memcached"], ["memcached"]),
        (["kubernetes", "k8s"], ["kubelet", "k3s"]),
        (["networkmanager", "network manager"], ["NetworkManager"]),
        (["dhcp", "dhcpd"], ["isc-dhcp-server", "dhcpd", "kea-dhcp4-server"]),
        (["ftp"], ["vsftpd", "proftpd", "pure-ftpd"]),
    ];

    /// <returns>The services that are named so; none when a name can mean several that exist.</returns>
    public static IEnumerable<string> Services(string text, IReadOnlyCollection<string> known)
    {
        foreach ((string[] said, string[] units) in Known)
        {
            if (!said.Any(name => KnownNames.Stands(text, name)))
            {
                continue;
            }

            string[] meant = [.. known.Where(service =>
                units.Contains(KnownNames.ShortName(service), StringComparer.OrdinalIgnoreCase))];
            if (meant.Select(KnownNames.ShortName).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1)
            {
                foreach (string service in meant)
                {
                    yield return service;
                }
            }
        }
    }
}
