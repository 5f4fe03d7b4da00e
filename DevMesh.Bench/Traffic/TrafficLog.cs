using DevMesh.Domain.Logs;

namespace DevMesh.Bench.Traffic;

/// <summary>One log of the generated traffic.</summary>
/// <param name="Timestamp">UTC, whole microseconds; rises strictly within a node.</param>
/// <param name="Unit">Null for what no unit owns.</param>
/// <param name="Pid">Null for the kernel.</param>
/// <param name="Cursor">As journald writes one.</param>
public sealed record TrafficLog(
    DateTime Timestamp,
    string Node,
    string? Unit,
    string Identifier,
    int? Pid,
    Level Level,
    string Message,
    string Cursor)
{
    /// <summary>As the wire has it: the unit with its suffix, else the identifier.</summary>
    public string Service => Unit ?? Identifier;

    /// <summary>The journal's other fields as one JSON object.</summary>
    public string Fields => Pid is { } pid
        ? $$"""{"SYSLOG_IDENTIFIER":"{{Identifier}}","_PID":"{{pid}}","_TRANSPORT":"{{Transport}}"}"""
        : $$"""{"SYSLOG_IDENTIFIER":"{{Identifier}}","_TRANSPORT":"{{Transport}}"}""";

    internal string Transport => Unit switch
    {
        null => "kernel",
        "init.scope" => "journal",
        "ssh.service" or "cron.service" or "systemd-logind.service" or "sudo.service" => "syslog",
        _ => "stdout",
    };
}
