using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Access;

/// <summary>How old the keys in memory may be, with a store that answers, fails or hangs.</summary>
public sealed class KeyRingTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Start);
    private readonly Mock<IKeyStore> _store = new();
    private readonly LogLines _lines = new();
    private readonly KeyRing _ring;
    private int _reads;
    private Func<CancellationToken, Task<KeySet?>> _answer = _ => Task.FromResult<KeySet?>(new KeySet([], anyEverMade: true));

    public KeyRingTests()
    {
        _ring = new KeyRing(_store.Object, _time, _lines.Logger<KeyRing>());
        _store.Setup(store => store.ReadAsync(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
            .Returns((DateTime _, CancellationToken ct) =>
            {
                Interlocked.Increment(ref _reads);
                return _answer(ct);
            });
    }

    public void Dispose() => _ring.Dispose();

    [Fact]
    public async Task They_are_read_once_in_five_seconds_and_for_an_unknown_key_once_a_second()
    {
        await _ring.ReadAsync(default);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        await _ring.ReadAsync(default);
        Assert.Equal(1, _reads);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await _ring.ReadAsync(default);
        Assert.Equal(2, _reads);

        _time.Advance(TimeSpan.FromSeconds(0.9));
        await _ring.ReadAgainAsync(default);
        Assert.Equal(2, _reads);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await _ring.ReadAgainAsync(default);
        Assert.Equal(3, _reads);
    }

    [Fact]
    public async Task Many_that_come_at_once_wait_for_one_reading()
    {
        TaskCompletionSource<KeySet?> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => read.Task;
        Task<KeySet>[] requests = [.. Enumerable.Range(0, 50).Select(_ => _ring.ReadAsync(default).AsTask())];
        KeySet keys = new([], anyEverMade: true);
        read.SetResult(keys);
        Assert.All(await Task.WhenAll(requests), each => Assert.Same(keys, each));
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task While_they_cannot_be_read_those_of_the_last_five_minutes_do_but_nobody_is_refused_by_them()
    {
        KeySet keys = await _ring.ReadAsync(default);
        Fail();
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Same(keys, await _ring.ReadAsync(default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _ring.ReadAgainAsync(default).AsTask());
        _time.Advance(TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _ring.ReadAsync(default).AsTask());
    }

    [Fact]
    public async Task A_store_that_failed_is_asked_again_after_a_second()
    {
        Fail();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _ring.ReadAsync(default).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _ring.ReadAgainAsync(default).AsTask());
        Assert.Equal(1, _reads);
        _time.Advance(TimeSpan.FromSeconds(1));
        _answer = _ => Task.FromResult<KeySet?>(new KeySet([], anyEverMade: true));
        Assert.True((await _ring.ReadAsync(default)).AnyEverMade);
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task Before_the_migrations_they_cannot_be_read()
    {
        _answer = _ => Task.FromResult<KeySet?>(null);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _ring.ReadAsync(default).AsTask());
    }

    [Fact]
    public async Task A_store_that_hangs_is_given_up_after_two_seconds_even_if_it_does_not_heed_its_token()
    {
        _answer = _ => new TaskCompletionSource<KeySet?>().Task;
        Task<KeySet> request = _ring.ReadAsync(default).AsTask();
        await _time.SomebodyWaitsUntil(Start.AddSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => request.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_caller_who_leaves_spoils_nothing_for_the_others()
    {
        TaskCompletionSource<KeySet?> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => read.Task;
        using CancellationTokenSource left = new();
        Task<KeySet> first = _ring.ReadAsync(left.Token).AsTask();
        Task<KeySet> second = _ring.ReadAsync(default).AsTask();
        await left.CancelAsync();
        read.SetResult(new KeySet([], anyEverMade: true));
        Assert.True((await second).AnyEverMade);
        Assert.True((await first).AnyEverMade);
    }

    [Fact]
    public async Task The_first_key_is_told_in_the_log()
    {
        _answer = _ => Task.FromResult<KeySet?>(new KeySet([], anyEverMade: false));
        await _ring.ReadAsync(default);
        Assert.Empty(_lines.All);
        _answer = _ => Task.FromResult<KeySet?>(new KeySet([], anyEverMade: true));
        _time.Advance(KeyRing.Life);
        await _ring.ReadAsync(default);
        Assert.StartsWith("The first API key was made", Assert.Single(_lines.All).Message, StringComparison.Ordinal);
    }

    private void Fail() => _answer = _ => throw new StoreUnavailableException("away", new InvalidOperationException());
}
