using System.Text;
using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Journal;

public sealed class StandardInputSourceTests
{
    private readonly JournalEntry _entry = new();
    private readonly List<string> _reports = [];

    [Fact]
    public void Lines_become_entries_until_the_input_ends()
    {
        using StandardInputSource source = Open(
            new MemoryStream(Encoding.UTF8.GetBytes($"{Line("a")}\n\n{Line("b")}\r\n \n{Line("c")}")));

        Assert.Equal(["a", "b"], [Next(source), Next(source)]);
        Assert.Equal("c", Next(source));
        Assert.Equal(ReadResult.Finished, source.Read(_entry));
        Assert.Equal(ReadResult.Finished, source.Read(_entry));
        Assert.Equal((5, 1), (source.Lines, source.Unreadable));
    }

    [Fact]
    public void A_line_that_is_no_entry_is_skipped_and_told_with_its_number()
    {
        using StandardInputSource source = Open(
            new MemoryStream(Encoding.UTF8.GetBytes($"{Line("a")}\nnonsense\n{Line("b")}\n{{\"half")));

        Assert.Equal(["a", "b"], [Next(source), Next(source)]);
        Assert.Equal(ReadResult.Finished, source.Read(_entry));
        Assert.Equal(2, source.Unreadable);
        Assert.Collection(
            _reports,
            report => Assert.StartsWith("line 2 skipped: it is no JSON (column 2)", report, StringComparison.Ordinal),
            report => Assert.StartsWith("line 4 skipped: it is no JSON", report, StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_that_come_in_small_pieces_are_the_same()
    {
        string huge = new('x', 300_000);
        byte[] input = Encoding.UTF8.GetBytes($"{Line("a")}\n{Line(huge)}\n{Line("b")}\n");
        using StandardInputSource source = Open(new Pieces(input, 777));

        Assert.Equal(["a", huge, "b"], [Next(source), Next(source), Next(source)]);
        Assert.Equal(ReadResult.Finished, source.Read(_entry));
    }

    [Fact]
    public void While_nothing_comes_it_is_at_the_end_and_half_a_line_is_kept()
    {
        byte[] line = Encoding.UTF8.GetBytes(Line("a") + "\n");
        Queue<byte[]> pieces = new([line[..10], line[10..]]);
        bool ready = true;
        using StandardInputSource source = new(
            new Pieces(pieces), timeout => ready, Entries.Fields, _reports.Add);
        source.Wait(null);

        ready = false;
        Assert.Equal(ReadResult.AtEnd, source.Read(_entry));
        ready = true;
        Assert.Equal("a", Next(source));
        Assert.Equal(ReadResult.Finished, source.Read(_entry));
    }

    [Fact]
    public void A_line_longer_than_64_MiB_is_skipped_and_the_next_one_is_read()
    {
        IEnumerable<byte[]> pieces = Enumerable.Repeat(Encoding.ASCII.GetBytes(new string('x', 1024 * 1024)), 66)
            .Append(Encoding.UTF8.GetBytes($"\n{Line("b")}\n"));
        using StandardInputSource source = Open(new Pieces(new Queue<byte[]>(pieces)));

        Assert.Equal("b", Next(source));
        Assert.Equal("line 1 skipped: it is longer than 64 MiB", Assert.Single(_reports));
        Assert.StartsWith("line=2;", Entries.Text(_entry.Cursor), StringComparison.Ordinal);
        Assert.Equal((2, 1), (source.Lines, source.Unreadable));
    }

    private static string Line(string message) => $$"""{"__REALTIME_TIMESTAMP":"1763000000000000","MESSAGE":"{{message}}"}""";

    private StandardInputSource Open(Stream input) => new(input, _ => true, Entries.Fields, _reports.Add);

    private string Next(StandardInputSource source)
    {
        Assert.Equal(ReadResult.Entry, source.Read(_entry));
        return Entries.Text(_entry.Message);
    }

    /// <summary>A stream that gives what it has piece by piece, as a pipe does.</summary>
    private sealed class Pieces(Queue<byte[]> pieces) : MemoryStream
    {
        public Pieces(byte[] all, int length)
            : this(new Queue<byte[]>(all.Chunk(length)))
        {
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (!pieces.TryPeek(out byte[]? piece))
            {
                return 0;
            }

            pieces.Dequeue();
            int length = Math.Min(count, piece.Length);
            piece.AsSpan(0, length).CopyTo(buffer.AsSpan(offset));
            if (length < piece.Length)
            {
                byte[][] rest = [piece[length..], .. pieces];
                pieces.Clear();
                Array.ForEach(rest, pieces.Enqueue);
            }

            return length;
        }
    }
}
