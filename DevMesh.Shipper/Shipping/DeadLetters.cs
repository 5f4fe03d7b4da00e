using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Entries that the server refused for good, one JSON object a line: <c>{"time","reason","entry"}</c>. Bounded: a full file
/// becomes <c>.1</c> in place of the one before it. On disk before the cursor moves on; a crash in between may write one twice.
/// </summary>
/// <param name="path">Null keeps nothing; the reasons are logged all the same.</param>
internal sealed partial class DeadLetters(string? path, long longestFile, TimeProvider clock, ILogger log)
{
    public const long DefaultLongestFile = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly LogPace _pace = new(clock);
    private long _total;

    /// <summary>Entries refused since the start.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <exception cref="IOException">It could not be written; nothing of it is in the file.</exception>
    public void Add(ReadOnlySpan<byte> entry, string reason)
    {
        if (path is not null)
        {
            Write(entry, reason);
        }

        Interlocked.Increment(ref _total);
        if (_pace.IsDue())
        {
            LogRefused(log, reason);
        }
    }

    private void Write(ReadOnlySpan<byte> entry, string reason)
    {
        ArrayBufferWriter<byte> line = new(entry.Length + 256);
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writer.WriteString("time", clock.GetUtcNow());
            writer.WriteString("reason", reason);
            writer.WritePropertyName("entry");
            writer.WriteRawValue(entry);
            writer.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_lock)
        {
            using FileStream file = Open(line.WrittenCount);
            long before = file.Length;
            try
            {
                file.Write(line.WrittenSpan);
                file.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                if (file.Length > before)
                {
                    file.SetLength(before); // half a line would spoil the next one
                }

                throw;
            }
        }
    }

    private FileStream Open(int more)
    {
        FileInfo info = new(path!);
        if (info.Exists && info.Length + more > longestFile)
        {
            File.Move(path!, path + ".1", overwrite: true);
        }

        // Without a buffer, which would try to write once more when it is closed.
        return new FileStream(path!, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    [LoggerMessage(3, LogLevel.Warning, "an entry was refused for good and put aside (told once a minute at most): {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}
