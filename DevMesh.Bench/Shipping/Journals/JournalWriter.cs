using System.Buffers;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Shipping.Journals;

/// <summary>A journal file that systemd-journal-remote writes, from text in the export format.</summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    private const int Flushed = 1024 * 1024;

    private readonly Child _remote;
    private readonly JournalText _text;
    private readonly ArrayBufferWriter<byte> _buffer = new(Flushed + (64 * 1024));

    private JournalWriter(Child remote, JournalText text)
    {
        _remote = remote;
        _text = text;
    }

    /// <param name="path">Ends in .journal; entries are appended when it is there already.</param>
    public static JournalWriter Open(string path, string hostName) =>
        new(Child.Start(Programs.JournalRemote, ["-o", path, "-"], input: true), new JournalText(hostName));

    public async Task WriteAsync(TrafficLog log, CancellationToken ct)
    {
        _text.Write(_buffer, log);
        if (_buffer.WrittenCount >= Flushed)
        {
            await FlushAsync(ct);
        }
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        Stream input = _remote.Process.StandardInput.BaseStream;
        await input.WriteAsync(_buffer.WrittenMemory, ct);
        await input.FlushAsync(ct);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Waits until all that was written is in the file.</summary>
    public async Task CloseAsync(CancellationToken ct)
    {
        await FlushAsync(ct);
        _remote.Process.StandardInput.Close();
        await _remote.Process.WaitForExitAsync(ct);
        if (_remote.Process.ExitCode != 0)
        {
            throw new InvalidOperationException($"systemd-journal-remote failed:\n{_remote.Log}");
        }
    }

    public ValueTask DisposeAsync() => _remote.DisposeAsync();
}
