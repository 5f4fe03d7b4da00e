using System.Text;
using System.Text.Json;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class DeadLettersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_is_a_line_with_time_reason_and_entry_as_it_was()
    {
        DeadLetters letters = Open(1000);
        letters.Add("""{"message":"a"}"""u8, "bad \"one\"\n");
        letters.Add("""{"message":"b"}"""u8, "too");

        string[] lines = File.ReadAllLines(_folder["dead"]);
        JsonElement first = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal("""{"message":"a"}""", first.GetProperty("entry").GetRawText());
        Assert.Equal("bad \"one\"\n", first.GetProperty("reason").GetString());
        Assert.Equal(_time.GetUtcNow(), first.GetProperty("time").GetDateTimeOffset());
        Assert.Equal((2, 2L), (lines.Length, letters.Total));
    }

    [Fact]
    public void A_full_file_moves_aside_and_both_are_bounded()
    {
        DeadLetters letters = Open(1000);
        for (int i = 0; i < 50; i++)
        {
            letters.Add(Encoding.UTF8.GetBytes($$"""{"message":"entry {{i}}"}"""), "bad");
        }

        Assert.Equal([_folder["dead"], _folder["dead.1"]], Directory.GetFiles(_folder.Path).Order());
        Assert.All(Directory.GetFiles(_folder.Path), file => Assert.InRange(new FileInfo(file).Length, 1, 1000));
        Assert.Contains("entry 49", File.ReadLines(_folder["dead"]).Last(), StringComparison.Ordinal);
        Assert.Equal(50, letters.Total);
    }

    [Fact]
    public void A_restart_goes_on_in_the_same_file()
    {
        Open(1000).Add("{}"u8, "one");
        Open(1000).Add("{}"u8, "two");

        Assert.Equal(2, File.ReadAllLines(_folder["dead"]).Length);
    }

    [Fact]
    public void Many_at_once_are_logged_with_one_line_a_minute()
    {
        DeadLetters letters = Open(1_000_000);
        for (int i = 0; i < 20; i++)
        {
            letters.Add("{}"u8, $"bad {i}");
        }

        Assert.Contains("bad 0", Assert.Single(_log.All).Message, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));
        letters.Add("{}"u8, "again");
        Assert.Contains("again", _log.All[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_they_are_counted_and_logged()
    {
        DeadLetters letters = new(null, 1000, _time, _log.Logger<DeadLetters>());
        letters.Add("{}"u8, "bad");

        Assert.Equal(1, letters.Total);
        Assert.Contains("bad", Assert.Single(_log.All).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private DeadLetters Open(long longest) => new(_folder["dead"], longest, _time, _log.Logger<DeadLetters>());
}
