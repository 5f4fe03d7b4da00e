namespace DevMesh.Bench.Traffic.Programs;

/// <summary>What every Debian machine logs: systemd, cron, time, names, packages, disks.</summary>
internal static class Base
{
    private static readonly Origin Systemd = new("init.scope", "systemd");
    private static readonly Origin Cron = new("cron.service", "CRON", ProcessEach: true);
    private static readonly Origin Crond = new("cron.service", "cron");
    private static readonly Origin Timesyncd = new("systemd-timesyncd.service", "systemd-timesyncd");
    private static readonly Origin Resolved = new("systemd-resolved.service", "systemd-resolved");
    private static readonly Origin Networkd = new("systemd-networkd.service", "systemd-networkd");
    private static readonly Origin Journald = new("systemd-journald.service", "systemd-journald");
    private static readonly Origin Dhclient = new("ifup@ens18.service", "dhclient");
    private static readonly Origin Dbus = new("dbus.service", "dbus-daemon");
    private static readonly Origin Polkit = new("polkit.service", "polkitd");
    private static readonly Origin Rsyslog = new("rsyslog.service", "rsyslogd");
    private static readonly Origin Upgrades = new("apt-daily-upgrade.service", "unattended-upgrade", ProcessEach: true);
    private static readonly Origin Smartd = new("smartmontools.service", "smartd");
    private static readonly Origin Fail2ban = new("fail2ban.service", "fail2ban-server");
    private static readonly Origin Udevd = new("systemd-udevd.service", "systemd-udevd");
    private static readonly Origin Guest = new("qemu-guest-agent.service", "qemu-ga");
    private static readonly Origin Postfix = new("postfix@-.service", "postfix/smtp", ProcessEach: true);
    private static readonly Origin Fstrim = new("fstrim.service", "fstrim", ProcessEach: true);
    private static readonly Origin Restic = new("restic-backup.service", "restic", ProcessEach: true);

    public static readonly Episode[] Units =
    [
        new(2, Systemd.Info("Stopping {unit} - {what}..."), Systemd.Info("{unit}: Deactivated successfully."),
            Systemd.Info("Stopped {unit} - {what}."), Systemd.Info("{unit}: Consumed {dec:200-900000}s CPU time."),
            Systemd.Info("Starting {unit} - {what}..."), Systemd.Info("Started {unit} - {what}.")),
        new(1.2, Systemd.Notice("{unit}: Main process exited, code=exited, status={one:1/FAILURE|2/INVALIDARGUMENT|137/n/a|255/EXCEPTION}"),
            Systemd.Warning("{unit}: Failed with result 'exit-code'."),
            Systemd.Info("{unit}: Scheduled restart job, restart counter is at {int:1-40}."),
            Systemd.Info("Started {unit} - {what}.")),
        new(0.4, Systemd.Notice("{unit}: Main process exited, code=killed, status=9/KILL"), Systemd.Warning("{unit}: Failed with result 'signal'.")),
        new(0.3, Systemd.Notice("{unit}: A process of this unit has been killed by the OOM killer."),
            Systemd.Warning("{unit}: Failed with result 'oom-kill'.")),
        new(0.3, Systemd.Warning("{unit}: Start request repeated too quickly."), Systemd.Error("Failed to start {unit} - {what}.")),
        new(0.3, Systemd.Warning("{unit}: State 'stop-sigterm' timed out. Killing."),
            Systemd.Notice("{unit}: Killing process {int:1000-99999} ({one:python3|node|java|gunicorn}) with signal SIGKILL.")),
        new(0.3, Systemd.Error("{unit}: Watchdog timeout (limit {one:30s|1min|3min})!")),
        new(0.3, Systemd.Info("Reloading {unit} - {what}..."), Systemd.Info("Reloaded {unit} - {what}.")),
        new(0.2, Systemd.Warning("{unit}: Unit process {int:1000-99999} (bash) remains running after unit stopped.")),
        new(2, Systemd.Info("Starting {one:logrotate.service - Rotate log files|apt-daily.service - Daily apt download activities|"
            + "man-db.service - Daily man-db regeneration|e2scrub_all.service - Online ext4 Metadata Check for All Filesystems|"
            + "systemd-tmpfiles-clean.service - Cleanup of Temporary Directories|fstrim.service - Discard unused blocks}...")),
        new(2, Systemd.Info("{one:logrotate|apt-daily|man-db|systemd-tmpfiles-clean|dpkg-db-backup}.service: Deactivated successfully."),
            Systemd.Info("Finished {one:logrotate.service - Rotate log files|man-db.service - Daily man-db regeneration|"
                + "systemd-tmpfiles-clean.service - Cleanup of Temporary Directories}.")),
        new(0.3, Systemd.Info("Reached target {one:timers.target - Timer Units|network-online.target - Network is Online|"
            + "multi-user.target - Multi-User System}.")),
        new(0.4, Systemd.Info("Created slice user-{int:1000-1020}.slice - User Slice of UID {int:1000-1020}."),
            Systemd.Info("Started user@{int:1000-1020}.service - User Manager for UID {int:1000-1020}.")),
    ];

    public static readonly Episode[] Cronjobs =
    [
        new(9, Cron.Info("pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)"),
            Cron.Info("(root) CMD (   cd / && run-parts --report /etc/cron.hourly)"),
            Cron.Info("pam_unix(cron:session): session closed for user root")),
        new(5, Cron.Info("(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)")),
        new(1, Cron.Info("({user}) CMD (/usr/local/bin/backup-home --quiet)"), Cron.Info("({user}) MAIL (mailed {int:40-4000} bytes of output but got status 0x004b from MTA)")),
        new(0.3, Crond.Info("({user}) RELOAD (crontabs/{user})")),
        new(0.2, Cron.Error("({user}) ERROR (grandchild #{int:1000-99999} failed with exit status {int:1-127})")),
    ];

    public static readonly Episode[] Network =
    [
        new(0.8, Timesyncd.Info("Contacted time server {wan}:123 ({one:0|1|2|3}.debian.pool.ntp.org).")),
        new(0.4, Timesyncd.Info("Timed out waiting for reply from {wan}:123 ({one:0|1|2|3}.debian.pool.ntp.org).")),
        new(0.8, Resolved.Warning("Using degraded feature set UDP instead of UDP+EDNS0 for DNS server 10.0.10.1.")),
        new(0.3, Resolved.Info("Grace period over, resuming full feature set (UDP+EDNS0) for DNS server 10.0.10.1.")),
        new(0.3, Resolved.Info("Clock change detected. Flushing caches.")),
        new(0.3, Networkd.Info("ens18: DHCPv4 address {self}/24, gateway 10.0.10.1 acquired from 10.0.10.1")),
        new(0.3, Networkd.Warning("ens18: Lost carrier"), Networkd.Info("ens18: Gained carrier")),
        new(0.8, Dhclient.Info("DHCPREQUEST for {self} on ens18 to 10.0.10.1 port 67"), Dhclient.Info("DHCPACK of {self} from 10.0.10.1"),
            Dhclient.Info("bound to {self} -- renewal in {int:1200-3600} seconds.")),
        new(1, Fail2ban.Notice("[sshd] Ban {wan}"), Fail2ban.Notice("[sshd] Unban {wan}")),
        new(2, Fail2ban.Info("[sshd] Found {wan} - {t:yyyy-MM-dd HH:mm:ss}")),
        new(0.4, Postfix.Info("{hex:10}: to=<{user}@example.org>, relay=mail.example.org[{wan}]:25, delay={dec:100-9000}, "
            + "delays=0.01/0/0.2/0.4, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {hex:10})")),
        new(0.2, Postfix.Info("connect to mail.example.org[{wan}]:25: Connection timed out")),
    ];

    public static readonly Episode[] Housekeeping =
    [
        new(0.4, Journald.Info("System Journal (/var/log/journal/{hex:32}) is {dec:100000-3900000}M, max 4.0G, {dec:100000-2000000}M free.")),
        new(0.3, Journald.Notice("Suppressed {int:20-9000} messages from {unit}")),
        new(0.3, Journald.Info("Vacuuming done, freed {dec:1000-128000}M of archived journals from /var/log/journal/{hex:32}.")),
        new(0.4, Dbus.Notice("[system] Activating via systemd: service name='org.freedesktop.{one:hostname1|timedate1|PackageKit}' "
            + "unit='dbus-org.freedesktop.{one:hostname1|timedate1|PackageKit}.service' requested by ':1.{int:20-9000}' (uid=0 pid={int:500-99999} comm=\"apt-get\")")),
        new(0.3, Polkit.Notice("Registered Authentication Agent for unix-process:{int:1000-99999}:{int:100000-9999999} (system bus name :1.{int:20-9000})")),
        new(0.3, Rsyslog.Info("[origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"{pid}\" x-info=\"https://www.rsyslog.com\"] rsyslogd was HUPed")),
        new(0.4, Upgrades.Info("Checking if upgrade exists"), Upgrades.Info("No packages found that can be upgraded unattended and no pending auto-removals")),
        new(0.2, Upgrades.Info("Packages that will be upgraded: {one:openssl libssl3|linux-image-amd64|curl libcurl4|systemd libsystemd0}")),
        new(0.5, Smartd.Info("Device: /dev/{disk} [SAT], SMART Usage Attribute: 194 Temperature_Celsius changed from {int:60-75} to {int:60-75}")),
        new(0.15, Smartd.Critical("Device: /dev/{disk} [SAT], {int:1-24} Currently unreadable (pending) sectors")),
        new(0.2, Udevd.Warning("{veth}: Failed to get link config: No such device")),
        new(0.4, Guest.Info("guest-ping called"), Guest.Info("info: guest-fsfreeze called"), Guest.Info("info: guest-fsfreeze thawed")),
        new(0.2, Fstrim.Info("/: {dec:1000-90000} GiB ({int:1000000000-90000000000} bytes) trimmed on /dev/{disk}1")),
        new(0.3, Restic.Info("Files: {int:1-4000} new, {int:1-900} changed, {int:10000-900000} unmodified"),
            Restic.Info("processed {int:10000-900000} files, {dec:1000-190000} GiB in {int:1-59}:{int:10-59}"), Restic.Info("snapshot {hex:8} saved")),
        new(0.15, Restic.Error("Fatal: unable to open repository at sftp:backup@10.0.10.2:/srv/restic: dial tcp 10.0.10.2:22: connect: connection refused")),
    ];
}
