using System.Text;
using DevMesh.Domain.Time;

namespace DevMesh.Bench.Soak;

/// <summary>
/// Generated batches again and again as if they were new: with the time at which they are sent, and with cursors that no earlier
/// pass had. Only bytes are replaced, so that making them takes next to nothing from the machine that is measured.
/// </summary>
internal sealed class LiveBatches
{
    private const int PassDigits = 8;

    private static readonly byte[] Timestamp = "{\"timestamp\":\""u8.ToArray();
    private static readonly byte[] Cursor = ",\"cursor\":\"s="u8.ToArray(); // then 32 digits of an id, of which the pass takes some

    private readonly (byte[] Body, int[] Times, int[] Cursors)[] _batches;
    private long _next = -1;

    /// <param name="bodies">As <see cref="Traffic.BatchFile"/> has them.</param>
    public LiveBatches(IEnumerable<byte[]> bodies)
    {
        _batches = [.. bodies.Select(body => (body, Find(body, Timestamp), Find(body, Cursor)))];
        MeanLogs = _batches.Average(batch => batch.Times.Length);
    }

    /// <summary>Logs in a batch on average: the last of a node is a short one.</summary>
    public double MeanLogs { get; }

    /// <param name="now">UTC. The logs of a batch follow each other by a microsecond.</param>
    /// <param name="logs">How many it holds.</param>
    public byte[] Next(DateTime now, out int logs)
    {
        (long pass, long index) = Math.DivRem(Interlocked.Increment(ref _next), _batches.Length);
        (byte[] body, int[] times, int[] cursors) = _batches[index];
        byte[] batch = [.. body];
        byte[] digits = Encoding.ASCII.GetBytes(pass.ToString("x8"));
        for (int i = 0; i < times.Length; i++)
        {
            Encoding.ASCII.GetBytes(Rfc3339.Format(now.AddMicroseconds(i)), batch.AsSpan(times[i], Rfc3339.WrittenLength));
            digits.CopyTo(batch.AsSpan(cursors[i], PassDigits));
        }

        logs = times.Length;
        return batch;
    }

    /// <summary>Where what follows each occurrence begins. Within a message quotes are escaped, so none is found there.</summary>
    private static int[] Find(byte[] body, byte[] opening)
    {
        List<int> found = [];
        for (int at = 0; body.AsSpan(at).IndexOf(opening) is >= 0 and int next;)
        {
            at += next + opening.Length;
            found.Add(at);
        }

        return [.. found];
    }
}
