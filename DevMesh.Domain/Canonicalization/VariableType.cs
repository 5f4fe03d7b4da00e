namespace DevMesh.Domain.Canonicalization;

/// <summary>
/// The kinds of values that canonicalization takes out of a message; the placeholder is the name in small letters.
/// </summary>
public enum VariableType
{
    /// <summary>A moment or a time of day: <c>2026-11-20T08:15:30Z</c>, <c>Nov 20 08:15:30</c>.</summary>
    Time,

    /// <summary>A day: <c>2026-11-20</c>.</summary>
    Date,

    /// <summary>A length of time with its unit: <c>35 ms</c>, <c>1h2m</c>.</summary>
    Duration,

    /// <summary>An IPv4 or IPv6 address, or a network: <c>10.0.0.5</c>, <c>fe80::1</c>, <c>10.0.0.0/24</c>.</summary>
    Ip,

    /// <summary>A port number that is known as one: <c>port 22</c>.</summary>
    Port,

    /// <summary>An address with its port: <c>10.0.0.5:443</c>. The placeholder is <c>&lt;ip:port&gt;</c>.</summary>
    IpPort,

    /// <summary>A hardware address: <c>52:54:00:ab:cd:ef</c>.</summary>
    Mac,

    /// <summary>A UUID.</summary>
    Uuid,

    /// <summary>Hexadecimal digits: <c>0x1f</c>, <c>3f2a1b7c9d0e</c>, the value of a digest.</summary>
    Hex,

    /// <summary>A number without a unit: <c>42</c>, <c>-1.5</c>.</summary>
    Number,

    /// <summary>An amount of data or a rate with its unit: <c>512 MB</c>, <c>1.5GiB</c>.</summary>
    Size,

    /// <summary>A percentage: <c>7.5%</c>.</summary>
    Percent,

    /// <summary>A path of files, of a request or of a device: <c>/var/log/syslog</c>, <c>C:\Temp</c>.</summary>
    Path,

    /// <summary>A URL: <c>https://example.org/a</c>.</summary>
    Url,

    /// <summary>The name of a host: <c>mail.example.org</c>.</summary>
    Host,

    /// <summary>The name of an account, known by what stands around it: <c>for user alice</c>.</summary>
    User,

    /// <summary>An account at a place: <c>alice@example.org</c>.</summary>
    Email,

    /// <summary>A process id: <c>sshd[4711]</c>, <c>pid=17</c>.</summary>
    Pid,

    /// <summary>A name made of letters and digits, or one that a key announces: <c>blk_-160899</c>, <c>name=loki</c>.</summary>
    Id,

    /// <summary>A version: <c>1.24.0</c>, <c>v2.1</c>.</summary>
    Version,

    /// <summary>Text that is a value as a whole: a query, a command, a user agent.</summary>
    Text,
}
