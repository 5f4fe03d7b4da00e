using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace DevMesh.Tests.Shipper;

/// <summary>
/// Entries in the journal export format, and the real journal files that systemd-journal-remote makes of them.
/// </summary>
public sealed class JournalExport : IDisposable
{
    public const string FirstBoot = "b0070000000000000000000000000001";

    private readonly MemoryStream _text = new();
    private long _monotonic = 1_000_000;

    /// <summary>Entries that wait to be written.</summary>
    public int Count { get; private set; }

    public long Micros { get; set; } = 1_763_000_000_000_000;

    public string Boot { get; set; } = FirstBoot;

    /// <summary>An entry one millisecond after the one before.</summary>
    public JournalExport Add(params (string Name, object Value)[] fields)
    {
        Micros += 1000;
        _monotonic += 1000;
        Line("__REALTIME_TIMESTAMP", Micros.ToString());
        Line("__MONOTONIC_TIMESTAMP", _monotonic.ToString());
        Line("_BOOT_ID", Boot);
        foreach ((string name, object value) in fields)
        {
            if (value is byte[] bytes)
            {
                Binary(name, bytes);
            }
            else
            {
                string text = value.ToString()!;
                if (text.Contains('\n', StringComparison.Ordinal))
                {
                    Binary(name, Encoding.UTF8.GetBytes(text));
                }
                else
                {
                    Line(name, text);
                }
            }
        }

        _text.WriteByte((byte)'\n');
        Count++;
        return this;
    }

    /// <summary>A usual entry of a service.</summary>
    public JournalExport Log(string message, string unit = "app.service", int priority = 6) =>
        Add(("MESSAGE", message), ("PRIORITY", priority), ("_SYSTEMD_UNIT", unit), ("SYSLOG_IDENTIFIER", "app"), ("_PID", 4711));

    /// <summary>Goes on in another boot, an hour later.</summary>
    public JournalExport Reboot()
    {
        Boot = $"b007000000000000000000000000{int.Parse(Boot[^4..]) + 1:0000}";
        Micros += 3_600_000_000;
        _monotonic = 1_000_000;
        return this;
    }

    /// <summary>Appends what was added to a journal file, which is made where it is missing.</summary>
    public async Task WriteAsync(string journalFile)
    {
        string tool = Environment.GetEnvironmentVariable("DEVMESH_JOURNAL_REMOTE")
                      ?? throw new InvalidOperationException("DEVMESH_JOURNAL_REMOTE is not set: run ./devmesh test, which fetches systemd-journal-remote");
        using Process process = Process.Start(new ProcessStartInfo(tool, ["-o", journalFile, "-"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        _text.Position = 0;
        await _text.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
        _text.SetLength(0);
        Count = 0;
    }

    public void Dispose() => _text.Dispose();

    private void Line(string name, string value) => _text.Write(Encoding.UTF8.GetBytes($"{name}={value}\n"));

    private void Binary(string name, byte[] value)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)value.Length);
        _text.Write(Encoding.UTF8.GetBytes($"{name}\n"));
        _text.Write(length);
        _text.Write(value);
        _text.WriteByte((byte)'\n');
    }
}
