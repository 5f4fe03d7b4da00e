namespace DevMesh.Bench.Traffic.Programs;

/// <summary>sshd, its PAM sessions, logind, sudo and su.</summary>
internal static class Ssh
{
    private static readonly Origin Sshd = new("ssh.service", "sshd", ProcessEach: true);
    private static readonly Origin Logind = new("systemd-logind.service", "systemd-logind");
    private static readonly Origin Systemd = new("init.scope", "systemd");
    private static readonly Origin Sudo = new("session-41.scope", "sudo", ProcessEach: true);
    private static readonly Origin Su = new("session-41.scope", "su", ProcessEach: true);

    private const string Opened = "pam_unix(sudo:session): session opened for user root(uid=0) by {user}(uid={int:1000-1020})";
    private const string Closed = "pam_unix(sudo:session): session closed for user root";
    private const string Command = "{user} : TTY=pts/{int:0-4} ; PWD=/home/{user} ; USER=root ; COMMAND=";

    public static readonly Episode[] Logins =
    [
        new(
            9,
            Sshd.Info("Accepted publickey for {user} from {lan} port {port} ssh2: ED25519 SHA256:{key:43}"),
            Sshd.Info("pam_unix(sshd:session): session opened for user {user}(uid={int:1000-1020}) by {user}(uid=0)"),
            Logind.Info("New session {session} of user {user}."),
            Systemd.Info("Started session-{session}.scope - Session {session} of User {user}.")),
        new(
            7,
            Sshd.Info("Received disconnect from {lan} port {port}:11: disconnected by user"),
            Sshd.Info("Disconnected from user {user} {lan} port {port}"),
            Sshd.Info("pam_unix(sshd:session): session closed for user {user}"),
            Logind.Info("Session {session} logged out. Waiting for processes to exit."),
            Systemd.Info("session-{session}.scope: Deactivated successfully."),
            Logind.Info("Removed session {session}.")),
        new(2, Sshd.Info("Accepted password for {user} from {lan} port {port} ssh2")),
        new(
            2,
            Sshd.Info("Failed password for {user} from {lan} port {port} ssh2"),
            Sshd.Info("Accepted password for {user} from {lan} port {port} ssh2")),
        new(0.3, Sshd.Info("Server listening on 0.0.0.0 port 22."), Sshd.Info("Server listening on :: port 22.")),
    ];

    public static readonly Episode[] Attacks =
    [
        new(
            14,
            Sshd.Info("Invalid user {attacker} from {wan} port {port}"),
            Sshd.Info("pam_unix(sshd:auth): check pass; user unknown"),
            Sshd.Notice("pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={wan} "),
            Sshd.Info("Failed password for invalid user {attacker} from {wan} port {port} ssh2"),
            Sshd.Info("Received disconnect from {wan} port {port}:11: Bye Bye [preauth]"),
            Sshd.Info("Disconnected from invalid user {attacker} {wan} port {port} [preauth]")),
        new(
            9,
            Sshd.Notice("pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={wan}  user=root"),
            Sshd.Info("Failed password for root from {wan} port {port} ssh2"),
            Sshd.Info("Connection closed by authenticating user root {wan} port {port} [preauth]")),
        new(5, Sshd.Info("Connection closed by {wan} port {port} [preauth]")),
        new(3, Sshd.Info("Connection closed by invalid user {attacker} {wan} port {port} [preauth]")),
        new(2, Sshd.Info("Connection reset by {wan} port {port} [preauth]")),
        new(2, Sshd.Info("Disconnected from authenticating user root {wan} port {port} [preauth]")),
        new(2, Sshd.Error("error: kex_exchange_identification: Connection closed by remote host"), Sshd.Info("Connection closed by {wan} port {port}")),
        new(1, Sshd.Error("error: kex_exchange_identification: read: Connection reset by peer")),
        new(1, Sshd.Error("error: kex_exchange_identification: banner line contains invalid characters")),
        new(1, Sshd.Info("banner exchange: Connection from {wan} port {port}: invalid format")),
        new(1, Sshd.Error("error: maximum authentication attempts exceeded for root from {wan} port {port} ssh2 [preauth]"),
            Sshd.Info("Disconnecting authenticating user root {wan} port {port}: Too many authentication failures [preauth]"),
            Sshd.Notice("PAM 5 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost={wan}  user=root")),
        new(1, Sshd.Info("Unable to negotiate with {wan} port {port}: no matching key exchange method found. Their offer: "
            + "diffie-hellman-group14-sha1,diffie-hellman-group1-sha1 [preauth]")),
        new(0.7, Sshd.Critical("fatal: Timeout before authentication for {wan} port {port}")),
        new(0.5, Sshd.Info("drop connection #{int:10-14} from [{wan}]:{port} on [{self}]:22 past MaxStartups")),
        new(0.5, Sshd.Warning("message repeated {int:2-5} times: [ Failed password for root from {wan} port {port} ssh2]")),
    ];

    public static readonly Episode[] Administration =
    [
        new(2, Sudo.Notice(Command + "/usr/bin/systemctl restart {unit}"), Sudo.Info(Opened), Sudo.Info(Closed)),
        new(2, Sudo.Notice(Command + "/usr/bin/journalctl -u {unit} -n {one:50|100|200} --no-pager"), Sudo.Info(Opened), Sudo.Info(Closed)),
        new(1, Sudo.Notice(Command + "/usr/bin/apt-get update"), Sudo.Info(Opened), Sudo.Info(Closed)),
        new(0.7, Sudo.Notice(Command + "/usr/bin/tail -f /var/log/syslog")),
        new(0.5, Sudo.Warning("{user} : user NOT in sudoers ; TTY=pts/{int:0-4} ; PWD=/home/{user} ; USER=root ; COMMAND=/usr/bin/bash")),
        new(0.5, Sudo.Notice("pam_unix(sudo:auth): authentication failure; logname={user} uid={int:1000-1020} euid=0 tty=/dev/pts/{int:0-4} "
            + "ruser={user} rhost=  user={user}"),
            Sudo.Warning("{user} : 3 incorrect password attempts ; TTY=pts/{int:0-4} ; PWD=/home/{user} ; USER=root ; COMMAND=/usr/bin/su -")),
        new(0.5, Su.Notice("(to root) {user} on pts/{int:0-4}"),
            Su.Info("pam_unix(su-l:session): session opened for user root(uid=0) by {user}(uid={int:1000-1020})")),
        new(0.4, Logind.Info("Watching system buttons on /dev/input/event{int:0-4} (Power Button)")),
    ];
}
