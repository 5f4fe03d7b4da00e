using System.Collections.Concurrent;
using System.Threading.Channels;
using DevMesh.Functions.SelfHost;
using DevMesh.Functions.SelfHost.Attributes;
using DevMesh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.SelfHost;

public sealed class TimerServiceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Noon.AddSeconds(1));
    private readonly LogLines _lines = new();
    private readonly Runs _runs = new();

    [Fact]
    public async Task A_timer_runs_in_every_slot_of_its_schedule_and_never_between()
    {
        await using Running timers = await StartAsync(typeof(EveryTenSeconds));
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(10));
        _time.AdvanceTo(Noon.AddSeconds(9.999));
        Assert.Equal(0, _runs.Count);
        for (int slot = 10; slot <= 40; slot += 10)
        {
            _time.AdvanceTo(Noon.AddSeconds(slot));
            await _runs.NextAsync();
            await _time.SomebodyWaitsUntil(Noon.AddSeconds(slot + 10));
        }

        Assert.Equal(4, _runs.Count);
    }

    [Fact]
    public async Task A_slot_that_the_clock_has_not_quite_reached_does_not_come_twice()
    {
        await using Running timers = await StartAsync(typeof(EveryTenSeconds));
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(10));
        _time.AdvanceTo(Noon.AddSeconds(10));
        await _runs.NextAsync();
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(20)); // and not 10 again
        Assert.Equal(1, _runs.Count);
    }

    [Fact]
    public async Task A_wait_that_is_no_whole_number_of_milliseconds_is_rounded_up()
    {
        TimeSpan part = TimeSpan.FromMicroseconds(300);
        _time.Advance(part);
        await using Running timers = await StartAsync(typeof(EveryTenSeconds));
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(10) + part);
        _time.AdvanceTo(Noon.AddSeconds(10) + part);
        await _runs.NextAsync();
        Assert.Equal(1, _runs.Count);
    }

    [Fact]
    public async Task Slots_that_pass_while_it_runs_are_skipped()
    {
        _runs.Hold();
        await using Running timers = await StartAsync(typeof(EveryTenSeconds));
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(10));
        _time.AdvanceTo(Noon.AddSeconds(10));
        await _runs.NextAsync();
        _time.AdvanceTo(Noon.AddSeconds(35));
        Assert.Equal(1, _runs.Count);
        _runs.LetGo();
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(40));
        Assert.Equal(1, _runs.Count);
    }

    [Fact]
    public async Task A_run_that_throws_is_logged_and_the_next_one_comes()
    {
        _runs.Error = new InvalidOperationException("boom");
        await using Running timers = await StartAsync(typeof(EveryTenSeconds));
        for (int slot = 10; slot <= 20; slot += 10)
        {
            await _time.SomebodyWaitsUntil(Noon.AddSeconds(slot));
            _time.AdvanceTo(Noon.AddSeconds(slot));
            await _runs.NextAsync();
        }

        await _time.SomebodyWaitsUntil(Noon.AddSeconds(30));
        Assert.Equal(2, _lines.All.Count(each => each.Level == LogLevel.Error && ReferenceEquals(each.Exception, _runs.Error)));
    }

    [Fact]
    public async Task A_run_that_gives_up_on_its_own_is_a_failure_and_not_the_end()
    {
        _runs.Error = new OperationCanceledException("a timeout of its own");
        await using Running timers = await StartAsync(typeof(EveryTenSeconds));
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(10));
        _time.AdvanceTo(Noon.AddSeconds(10));
        await _runs.NextAsync();
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(20));
        Assert.Single(_lines.All, each => each.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Stopping_cancels_a_run_and_waits_for_its_end()
    {
        _runs.Hold();
        Running timers = await StartAsync(typeof(EveryTenSeconds));
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(10));
        _time.AdvanceTo(Noon.AddSeconds(10));
        await _runs.NextAsync();
        await timers.DisposeAsync();
        Assert.Equal(1, _runs.Cancelled);
        Assert.DoesNotContain(_lines.All, each => each.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_timer_may_also_run_at_start()
    {
        await using Running timers = await StartAsync(typeof(AtStartAndDaily));
        await _runs.NextAsync();
        Assert.Equal(1, _runs.Count);
    }

    [Fact]
    public async Task A_long_wait_follows_a_clock_that_is_set_forward()
    {
        await using Running timers = await StartAsync(typeof(Daily));
        await _time.SomebodyWaitsUntil(Noon.AddSeconds(61)); // not midnight: it looks at the clock again every minute
        _time.AdvanceTo(Noon.AddHours(12));
        await _runs.NextAsync();
    }

    [Fact]
    public async Task Each_run_has_services_of_its_own()
    {
        await using Running timers = await StartAsync(typeof(EveryTenSeconds));
        for (int slot = 10; slot <= 20; slot += 10)
        {
            await _time.SomebodyWaitsUntil(Noon.AddSeconds(slot));
            _time.AdvanceTo(Noon.AddSeconds(slot));
            await _runs.NextAsync();
        }

        Assert.Equal(2, _runs.Scopes.Distinct().Count());
    }

    private async Task<Running> StartAsync(params Type[] types)
    {
        ServiceProvider services = new ServiceCollection().AddSingleton(_runs).AddScoped<Scoped>().BuildServiceProvider();
        TimerService service = new(
            FunctionDiscovery.Find(types, _ => null).Timers,
            services.GetRequiredService<IServiceScopeFactory>(),
            _time,
            _lines.Logger<TimerService>());
        await service.StartAsync(default);
        return new Running(service, services);
    }

    private sealed class Running(TimerService service, ServiceProvider services) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await service.StopAsync(default).WaitAsync(TimeSpan.FromSeconds(30));
            service.Dispose();
            await services.DisposeAsync();
        }
    }

    public sealed class Scoped;

    /// <summary>What the functions of these tests do, and what they have done.</summary>
    public sealed class Runs
    {
        private readonly Channel<int> _started = Channel.CreateUnbounded<int>();
        private TaskCompletionSource? _held;

        public int Count { get; private set; }

        public int Cancelled { get; private set; }

        public Exception? Error { get; set; }

        public ConcurrentBag<Scoped> Scopes { get; } = [];

        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo() => _held!.SetResult();

        public Task NextAsync() => _started.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        public async Task RunAsync(Scoped scoped, CancellationToken ct)
        {
            Count++;
            Scopes.Add(scoped);
            _started.Writer.TryWrite(Count);
            try
            {
                await (_held?.Task.WaitAsync(ct) ?? Task.CompletedTask);
            }
            catch (OperationCanceledException)
            {
                Cancelled++;
                throw;
            }

            if (Error is not null)
            {
                throw Error;
            }
        }
    }

    public sealed class EveryTenSeconds(Runs runs, Scoped scoped)
    {
        [Function("EveryTenSeconds")]
        public Task RunAsync([TimerTrigger("*/10 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken ct) =>
            timer.IsPastDue ? throw new InvalidOperationException() : runs.RunAsync(scoped, ct);
    }

    public sealed class AtStartAndDaily(Runs runs, Scoped scoped)
    {
        [Function("AtStartAndDaily")]
        public Task RunAsync([TimerTrigger("0 0 0 * * *", UseMonitor = false, RunOnStartup = true)] TimerInfo timer, CancellationToken ct) =>
            timer.IsPastDue ? throw new InvalidOperationException() : runs.RunAsync(scoped, ct);
    }

    public sealed class Daily(Runs runs, Scoped scoped)
    {
        [Function("Daily")]
        public Task RunAsync([TimerTrigger("0 0 0 * * *", UseMonitor = false)] TimerInfo timer, CancellationToken ct) =>
            timer.IsPastDue ? throw new InvalidOperationException() : runs.RunAsync(scoped, ct);
    }
}
