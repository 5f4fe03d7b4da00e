using DevMesh.Domain.Access;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Access;

public sealed class FailedAttemptsTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Beyond_the_limit_an_address_waits_for_the_end_of_its_window_and_begins_anew()
    {
        FailedAttempts failures = new(3, Window, 100, _time);
        Assert.Equal(new FailedAttempt(1, null), failures.Note("a"));
        Assert.Equal(new FailedAttempt(2, null), failures.Note("a"));
        Assert.Equal(new FailedAttempt(3, null), failures.Note("a"));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(new FailedAttempt(4, TimeSpan.FromSeconds(40)), failures.Note("a"));
        Assert.Equal(new FailedAttempt(4, TimeSpan.FromSeconds(40)), failures.Note("a"));
        Assert.Equal(new FailedAttempt(1, null), failures.Note("b"));

        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(new FailedAttempt(1, null), failures.Note("a"));
    }

    [Fact]
    public void Addresses_are_forgotten_when_their_window_is_over_and_never_more_than_so_many_are_kept()
    {
        FailedAttempts failures = new(1, Window, 100, _time);
        for (int i = 0; i < 10_000; i++)
        {
            failures.Note($"address {i}");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(100, failures.Remembered);
        Assert.NotNull(failures.Note("address 9950").Wait);
        Assert.Null(failures.Note("address 5").Wait); // it was forgotten for others
        _time.Advance(Window);
        failures.Note("a");
        Assert.Equal(1, failures.Remembered);
    }

    [Fact]
    public async Task Many_at_once_are_all_counted()
    {
        FailedAttempts failures = new(1000, Window, 2, _time);
        FailedAttempt[][] counted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 125).Select(_ => failures.Note("a")).ToArray())));
        Assert.Equal(Enumerable.Range(1, 1000), counted.SelectMany(each => each).Select(each => each.Count).Order());
    }
}
