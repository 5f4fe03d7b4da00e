using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DevMesh.Functions.SelfHost;

/// <summary>
/// Runs the timer functions, each on its own schedule. One function never overlaps itself: slots that pass while it runs
/// are skipped. A run that throws is logged, and the next one comes as if nothing had happened.
/// </summary>
internal sealed partial class TimerService(
    IReadOnlyList<TimerFunction> timers, IServiceScopeFactory scopes, TimeProvider time, ILogger<TimerService> logger)
    : BackgroundService
{
    /// <summary>Waits are cut to this length, since a daily timer must follow a wall clock that is set meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(timers.Select(each => FollowAsync(each, stoppingToken)));

    private async Task FollowAsync(TimerFunction timer, CancellationToken stopping)
    {
        try
        {
            if (timer.RunOnStartup)
            {
                await RunAsync(timer, stopping);
            }

            DateTime slot = Now();
            while (true)
            {
                // The later of both: a wait may end a moment before its slot, which would then come twice.
                slot = timer.Schedule.GetNextOccurrence(Now() > slot ? Now() : slot);
                await WaitUntilAsync(slot, stopping);
                await RunAsync(timer, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task WaitUntilAsync(DateTime slot, CancellationToken stopping)
    {
        for (TimeSpan left = slot - Now(); left > TimeSpan.Zero; left = slot - Now())
        {
            // Rounded up: a delay cuts off what is below a millisecond, and one of nothing would spin until the clock moves on.
            TimeSpan whole = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await Task.Delay(whole < LongestWait ? whole : LongestWait, time, stopping);
        }
    }

    private async Task RunAsync(TimerFunction timer, CancellationToken stopping)
    {
        long start = time.GetTimestamp();
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            await timer.InvokeAsync(scope.ServiceProvider, stopping);
            Log.Ran(logger, timer.Name, time.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.Failed(logger, timer.Name, e);
        }
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
