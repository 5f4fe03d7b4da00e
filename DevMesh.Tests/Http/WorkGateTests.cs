using DevMesh.Domain.Errors;
using DevMesh.Functions.Http;

namespace DevMesh.Tests.Http;

public sealed class WorkGateTests
{
    private readonly WorkGate _gate = new(10);

    [Fact]
    public async Task Small_work_runs_together_and_what_does_not_fit_waits()
    {
        using IDisposable first = await _gate.EnterAsync(4, default);
        IDisposable second = await _gate.EnterAsync(6, default);
        Task<IDisposable> third = _gate.EnterAsync(1, default).AsTask();
        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task A_large_one_is_not_passed_by_small_ones_without_end()
    {
        IDisposable running = await _gate.EnterAsync(5, default);
        Task<IDisposable> large = _gate.EnterAsync(10, default).AsTask();
        Task<IDisposable> small = _gate.EnterAsync(1, default).AsTask();
        Assert.False(small.IsCompleted);
        running.Dispose();
        IDisposable turn = await large;
        Assert.False(small.IsCompleted);
        turn.Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task Work_heavier_than_all_there_is_runs_alone()
    {
        IDisposable heavy = await _gate.EnterAsync(1000, default);
        Task<IDisposable> next = _gate.EnterAsync(1, default).AsTask();
        Assert.False(next.IsCompleted);
        heavy.Dispose();
        heavy.Dispose(); // a second time gives nothing back
        (await next).Dispose();
        using IDisposable all = await _gate.EnterAsync(10, default);
        Assert.False(_gate.EnterAsync(1, default).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Who_leaves_makes_room_for_the_one_behind()
    {
        using CancellationTokenSource left = new();
        IDisposable running = await _gate.EnterAsync(6, default);
        Task<IDisposable> leaving = _gate.EnterAsync(8, left.Token).AsTask();
        Task<IDisposable> behind = _gate.EnterAsync(4, default).AsTask();
        Assert.False(behind.IsCompleted);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        (await behind).Dispose();
        running.Dispose();
        using IDisposable all = await _gate.EnterAsync(10, default);
    }

    [Fact]
    public void A_budget_sends_away_what_does_not_fit_and_takes_it_when_it_is_given_back()
    {
        MemoryBudget budget = new("LIMIT", 100);
        budget.Take(60);
        TooManyException full = Assert.Throws<TooManyException>(() => budget.Take(41));
        Assert.Equal(("too-busy", "LIMIT", 100), (full.Code, full.Limit, full.Maximum));
        budget.Take(40);
        budget.GiveBack(60);
        budget.Take(60);
        Assert.Equal(100, budget.Taken);
    }
}
