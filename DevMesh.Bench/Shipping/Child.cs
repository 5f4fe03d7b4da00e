using System.Diagnostics;
using System.Text;

namespace DevMesh.Bench.Shipping;

/// <summary>A program that a measurement starts, ended by its id. What it writes is kept for an explanation.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const int LongestLog = 16 * 1024;

    private readonly StringBuilder _log = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _isDisposed;

    private Child(Process process) => Process = process;

    public Process Process { get; }

    /// <summary>Since it was started.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>The beginning of what it wrote to standard error, and to standard output unless that is read.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <param name="input">Leaves standard input to the caller; otherwise it is empty.</param>
    /// <param name="output">Leaves standard output to the caller.</param>
    public static Child Start(string program, IEnumerable<string> arguments, bool input = false, bool output = false)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Child child = new(Process.Start(start)!);
        child.Process.ErrorDataReceived += (_, e) => child.Note(e.Data);
        child.Process.BeginErrorReadLine();
        if (!output)
        {
            child.Process.OutputDataReceived += (_, e) => child.Note(e.Data);
            child.Process.BeginOutputReadLine();
        }

        if (!input)
        {
            child.Process.StandardInput.Close();
        }

        return child;
    }

    /// <summary>Waits for its end; false when it takes longer.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan limit, CancellationToken ct)
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        source.CancelAfter(limit);
        try
        {
            await Process.WaitForExitAsync(source.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>SIGKILL, unless it has ended. Disposing of it again does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.Length < LongestLog)
            {
                _log.AppendLine(line);
            }
        }
    }
}
