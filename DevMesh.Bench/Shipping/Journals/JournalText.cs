using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Shipping.Journals;

/// <summary>
/// Writes logs in the journal export format (systemd.io/JOURNAL_EXPORT_FORMATS), with the fields that journald adds to what a
/// program says: some 25 for a service, a dozen for the kernel.
/// </summary>
/// <param name="hostName">The one machine that all entries are from.</param>
internal sealed class JournalText(string hostName)
{
    private static readonly DateTime Boot = new(2026, 10, 31, 3, 12, 7, DateTimeKind.Utc);

    private readonly string _machine = $"_MACHINE_ID={Id("machine " + hostName)}\n_BOOT_ID={Id("boot " + hostName)}\n"
        + $"_HOSTNAME={hostName}\n_RUNTIME_SCOPE=system\n";

    private readonly Dictionary<(string? Unit, string Identifier, int? Pid), byte[]> _constant = [];

    public void Write(IBufferWriter<byte> output, TrafficLog log)
    {
        long micros = (log.Timestamp - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        long monotonic = (log.Timestamp - Boot).Ticks / TimeSpan.TicksPerMicrosecond;
        Text(output, string.Create(
            CultureInfo.InvariantCulture,
            $"__REALTIME_TIMESTAMP={micros}\n__MONOTONIC_TIMESTAMP={monotonic}\nPRIORITY={(int)log.Level}\n"));
        if (log.Transport == "kernel")
        {
            Text(output, $"_SOURCE_MONOTONIC_TIMESTAMP={monotonic}\n");
        }
        else if (log.Transport == "syslog")
        {
            Text(output, string.Create(
                CultureInfo.InvariantCulture,
                $"SYSLOG_TIMESTAMP={log.Timestamp:MMM d HH:mm:ss} \n_SOURCE_REALTIME_TIMESTAMP={micros - 40}\n"));
        }

        Message(output, log.Message);
        output.Write(Constant(log));
        output.Write("\n"u8);
    }

    /// <summary>Fields with a line end have their length in front instead of an equals sign.</summary>
    private static void Message(IBufferWriter<byte> output, string message)
    {
        if (!message.Contains('\n'))
        {
            Text(output, $"MESSAGE={message}\n");
            return;
        }

        Text(output, "MESSAGE\n");
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), Encoding.UTF8.GetByteCount(message));
        output.Advance(sizeof(long));
        Text(output, message + "\n");
    }

    private static void Text(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    /// <summary>What is the same in every entry of a process.</summary>
    private byte[] Constant(TrafficLog log)
    {
        var process = (log.Unit, log.Identifier, log.Pid);
        if (!_constant.TryGetValue(process, out byte[]? fields))
        {
            fields = Encoding.UTF8.GetBytes(Source(log) + Process(log) + _machine);
            _constant.Add(process, fields);
        }

        return fields;
    }

    private static string Source(TrafficLog log) => $"_TRANSPORT={log.Transport}\nSYSLOG_IDENTIFIER={log.Identifier}\n" + Own(log);

    private static string Own(TrafficLog log) => log.Transport switch
    {
        "kernel" => "SYSLOG_FACILITY=0\n",
        "syslog" => $"SYSLOG_FACILITY=10\nSYSLOG_PID={log.Pid}\n",
        "stdout" => $"SYSLOG_FACILITY=3\n_STREAM_ID={Id("stream " + log.Unit)}\n",
        _ => $"SYSLOG_FACILITY=3\nCODE_FILE=src/core/job.c\nCODE_LINE=768\nCODE_FUNC=job_emit_done_message\nTID={log.Pid}\n",
    };

    private static string Process(TrafficLog log)
    {
        if (log.Pid is not { } pid)
        {
            return "";
        }

        string unit = log.Unit ?? "init.scope";
        string slice = unit == "init.scope" ? "-.slice" : "system.slice";
        string group = unit == "init.scope" ? "/init.scope" : $"/system.slice/{unit}";
        int user = unit == "init.scope" ? 0 : 900 + (unit.Length % 90);
        string program = log.Identifier;
        return $"_PID={pid}\n_UID={user}\n_GID={user}\n_COMM={program[..Math.Min(15, program.Length)]}\n"
            + $"_EXE=/usr/bin/{program}\n_CMDLINE=/usr/bin/{program} --config /etc/{program}/{program}.conf\n"
            + $"_CAP_EFFECTIVE={(user == 0 ? "1ffffffffff" : "0")}\n_SELINUX_CONTEXT=unconfined\n_SYSTEMD_CGROUP={group}\n"
            + $"_SYSTEMD_UNIT={unit}\n_SYSTEMD_SLICE={slice}\n_SYSTEMD_INVOCATION_ID={Id("invocation " + unit)}\n";
    }

    private static string Id(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
