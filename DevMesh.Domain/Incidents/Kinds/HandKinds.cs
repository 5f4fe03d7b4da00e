using System.Collections.Frozen;

namespace DevMesh.Domain.Incidents.Kinds;

using static FailureKind;

/// <summary>
/// Commands that people run as another user. What a command names is no failure, so these come before all words; and a command
/// that only looks is no change.
/// </summary>
internal static class HandKinds
{
    private const string Mark = "command=";

    private static readonly FailureKind Look =
        FailureKind.Of(Role.Benign, "look around by hand", "which changed nothing", "nothing");

    private static readonly FailureKind Refused = Own("sudo refused", "so that somebody could not do as root what was meant",
        "sudo -l of that user, and /etc/sudoers.d");

    private static readonly FailureKind Network = ByHand("change of firewall or network by hand") with { Reach = Reach.Fleet };

    private static readonly FailureKind Rights = ByHand("change of rights or accounts by hand");

    private static readonly FailureKind Files = ByHand("change of disks or files by hand");

    private static readonly FailureKind Packages = ByHand("change of packages by hand");

    private static readonly FailureKind Units = ByHand("stop or restart by hand");

    private static readonly FailureKind Other = ByHand("change by hand");

    private static readonly string[] Refusals =
    [
        "command not allowed", "user not in sudoers", "incorrect password attempt", "a password is required",
        "not allowed to run sudo",
    ];

    /// <summary>Programs that read and do not write, whatever their arguments.</summary>
    private static readonly FrozenSet<string> Readers = Names(
        "journalctl ls cat tail head less more grep egrep zgrep zcat zless df du ss netstat lsof ps top htop atop "
            + "free uptime dmesg "
        + "who w id whoami stat find locate lsblk blkid smartctl iostat vmstat mpstat sar iotop pidstat tcpdump ping dig host "
        + "nslookup traceroute mtr tracepath nvidia-smi sensors lspci lsusb lscpu lsmod showmount getent mailq lvs pvs vgs "
        + "lvdisplay vgdisplay pvdisplay apt-cache wc tree view test true list validate md5sum sha256sum last lastb uname date "
        + "findmnt file which strace ltrace pgrep check_mk_agent debian-sa1 dpkg-query needrestart ipmitool lldpctl "
            + "diff cut sort");

    /// <summary>Programs that do both, and the first arguments with which they only read.</summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> ReadingVerbs = new Dictionary<string, FrozenSet<string>>
    {
        ["systemctl"] = Names("status is-active is-enabled is-failed is-system-running list-units list-timers list-unit-files "
            + "list-dependencies list-jobs show cat --failed --version"),
        ["docker"] = Names("ps logs inspect images stats info version top port diff events history search"),
        ["podman"] = Names("ps logs inspect images stats info version top port"),
        ["crictl"] = Names("ps pods logs inspect images stats info"),
        ["kubectl"] = Names("get describe logs top explain version cluster-info events"),
        ["virsh"] = Names("list dominfo domstate dumpxml net-list pool-list vol-list"),
        ["ip"] = Names("-s -br -brief -4 -6 -c -o"),
        ["nft"] = Names("list -a"),
        ["iptables"] = Names("-l -n -s -v -nvl -vnl --list -nl -ln"),
        ["ip6tables"] = Names("-l -n -s -v -nvl -vnl --list"),
        ["ufw"] = Names("status show"),
        ["firewall-cmd"] = Names("--list-all --state --get-active-zones --list-ports --list-services"),
        ["wg"] = Names("show"),
        ["zpool"] = Names("status list iostat history get"),
        ["zfs"] = Names("list get diff"),
        ["mdadm"] = Names("--detail -d --examine -q --query"),
        ["ceph"] = Names("status -s health df osd -w versions report"),
        ["rabbitmqctl"] = Names("status list_queues list_connections list_consumers cluster_status list_channels"),
        ["apt"] = Names("list show search policy"),
        ["dpkg"] = Names("-l -s --list --status --audit --get-selections"),
        ["rpm"] = Names("-q -qa -ql -qi -v"),
        ["dnf"] = Names("list info search history repolist check-update"),
        ["crontab"] = Names("-l"),
        ["ethtool"] = Names("-s -i -k -g -a -m"),
        ["chronyc"] = Names("sources tracking sourcestats activity -n"),
        ["timedatectl"] = Names("status show timesync-status"),
        ["resolvectl"] = Names("status query statistics"),
        ["nginx"] = Names("-t -v"),
        ["apachectl"] = Names("configtest -t -v -s"),
        ["apache2ctl"] = Names("configtest -t -v -s"),
        ["sshd"] = Names("-t"),
        ["named-checkconf"] = Names("-z -p"),
        ["visudo"] = Names("-c"),
        ["postqueue"] = Names("-p -j"),
        ["exportfs"] = Names("-v -s"),
        ["multipath"] = Names("-ll -l"),
        ["nvme"] = Names("smart-log list error-log id-ctrl"),
        ["supervisorctl"] = Names("status tail"),
        ["aa-status"] = Names("--json"),
        ["hostnamectl"] = Names("status"),
        ["nmcli"] = Names("device connection general dev con d c -t"),
        ["sysctl"] = Names("-a -n"),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> NetworkUnits = Names(
        "nftables iptables ip6tables ufw firewalld networking networkmanager systemd-networkd systemd-resolved shorewall");

    private static readonly FrozenDictionary<string, FailureKind> Writers = new (FailureKind Kind, string Programs)[]
    {
        (Network, "iptables ip6tables iptables-restore nft ufw firewall-cmd ip ifdown ifup ifconfig nmcli netplan "
            + "route tc brctl "
            + "ethtool wg wg-quick vtysh birdc resolvectl rndc nsupdate pdnsutil hostnamectl dhclient ipset bridge"),
        (Rights, "chown chmod chgrp setfacl chattr usermod useradd userdel adduser deluser groupmod groupadd groupdel "
            + "gpasswd passwd "
            + "chpasswd chage visudo setenforce setsebool semanage restorecon chcon aa-enforce aa-complain aa-disable "
            + "apparmor_parser ldapmodify ldapdelete kadmin kadmin.local openssl certbot ssh-keygen faillock"),
        (Files, "mount umount swapoff swapon mkfs fsck lvextend lvremove lvcreate lvreduce vgreduce vgextend mdadm "
            + "zpool zfs parted "
            + "fdisk dd rm mv cp ln truncate tee rsync exportfs setquota edquota xfs_quota resize2fs xfs_growfs cryptsetup sed "
            + "mkdir rmdir fallocate iscsiadm multipath btrfs hdparm tune2fs install touch tar unzip vi vim nano sudoedit ed"),
        (Packages, "apt apt-get aptitude dpkg yum dnf rpm zypper pacman pip pip3 npm snap flatpak gem modprobe rmmod "
            + "insmod dkms "
            + "update-alternatives fwupdmgr update-initramfs update-grub grub-install unattended-upgrade apk"),
        (Units, "systemctl service kill pkill killall reboot shutdown poweroff halt init docker podman virsh "
            + "supervisorctl pm2 rc-service"),
    }.SelectMany(each => each.Programs.Split(' ').Select(name => (name, each.Kind)))
        .ToFrozenDictionary(each => each.name, each => each.Kind);

    public static readonly FailureKind[] All = [Look, Refused, Network, Rights, Files, Packages, Units, Other];

    /// <param name="message">In lower case.</param>
    /// <returns>Null when it tells of no command.</returns>
    public static FailureKind? Of(string message)
    {
        int at = message.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0 || !message.Contains("user=", StringComparison.Ordinal))
        {
            return null;
        }

        string[] words = message[(at + Mark.Length)..].Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        string program = words.Length == 0 ? "" : words[0][(words[0].LastIndexOf('/') + 1)..];
        string verb = words.Length < 2 ? "" : words[1];
        return Refusals.Any(refusal => message.AsSpan(0, at).Contains(refusal, StringComparison.Ordinal)) ? Refused
            : Readers.Contains(program) || ReadsOnly(program, verb, words) ? Look
            : program is "systemctl" or "service" && words.Skip(1).Any(NamesNetwork) ? Network
            : Writers.GetValueOrDefault(program) ?? (program.StartsWith("mkfs.", StringComparison.Ordinal) ? Files : Other);
    }

    /// <summary>Whether words name a unit that makes the rules or the links of the network.</summary>
    private static bool NamesNetwork(string words) => words.Split(' ').Any(word =>
        NetworkUnits.Contains(word.EndsWith(".service", StringComparison.Ordinal) ? word[..^".service".Length] : word));

    private static bool ReadsOnly(string program, string verb, string[] words) =>
        ReadingVerbs.TryGetValue(program, out FrozenSet<string>? verbs)
        && (verb.Length == 0 ? program is not "visudo" : verbs.Contains(verb)
            && (words.Length < 3 || program is not ("ceph" or "nmcli" or "ethtool") || !Changes(words[2])))
        || (program is "ip" && (words.Length < 3 || words[2].StartsWith("show", StringComparison.Ordinal)));

    /// <summary>Whether the words after the first argument order a change.</summary>
    private static bool Changes(string rest) => rest.Split(' ').Any(word =>
        word is "set" or "unset" or "out" or "in" or "down" or "up" or "rm" or "purge" or "add" or "delete" or "mod" or "modify"
            or "disconnect" or "connect" or "reweight" or "create" or "speed" or "duplex" or "autoneg" or "on" or "off");

    private static FailureKind ByHand(string name) =>
        FailureKind.Of(Role.Change, name, "by somebody on the machine", "who did it, and why");

    private static FrozenSet<string> Names(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
