using DevMesh.Bench.Soak;

namespace DevMesh.Tests.Bench.Soak;

public sealed class HeldRowsTests
{
    private static readonly DateTime Start = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    private readonly HeldRows _rows = new(keep: 250);

    [Fact]
    public void Nothing_may_go_while_no_whole_batch_is_too_much()
    {
        Add(3);

        Assert.Equal((300, 50), (_rows.Count, _rows.TooMany));
        Assert.Null(_rows.Cutoff());
    }

    [Fact]
    public void What_was_answered_up_to_the_last_batch_that_is_too_much_may_go()
    {
        Add(5); // two whole batches are too much

        Assert.Equal(Start.AddSeconds(1), _rows.Cutoff());
        _rows.Delete(200);
        Assert.Equal((300, 500), (_rows.Count, _rows.Stored));
        Assert.Equal(Start.AddSeconds(1), _rows.Cutoff());
    }

    private void Add(int batches)
    {
        for (int i = 0; i < batches; i++)
        {
            _rows.Add(Start.AddSeconds(i), 100);
        }
    }
}
