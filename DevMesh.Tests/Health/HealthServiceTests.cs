using DevMesh.Domain.Health;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Health;

public sealed class HealthServiceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Noon);
    private readonly LogLines _lines = new();

    [Theory]
    [InlineData(HealthStatus.Ok, HealthStatus.Ok, HealthStatus.Ok)]
    [InlineData(HealthStatus.Ok, HealthStatus.Down, HealthStatus.Degraded)]
    [InlineData(HealthStatus.Degraded, HealthStatus.Ok, HealthStatus.Degraded)]
    [InlineData(HealthStatus.Down, HealthStatus.Ok, HealthStatus.Down)]
    [InlineData(HealthStatus.Down, HealthStatus.Down, HealthStatus.Down)]
    public async Task The_worst_counts_and_what_is_not_essential_only_degrades(
        HealthStatus database, HealthStatus gateway, HealthStatus server)
    {
        ServerHealth health = await Service(
            Check("database", true, _ => Task.FromResult(new HealthReport(database, "d"))),
            Check("gateway", false, _ => Task.FromResult(new HealthReport(gateway, "g")))).CheckAsync(default);

        Assert.Equal(server, health.Status);
        Assert.Equal([new("database", database, "d"), new DependencyHealth("gateway", gateway, "g")], health.Dependencies);
    }

    [Fact]
    public async Task A_check_that_never_answers_is_down_after_two_seconds()
    {
        TaskCompletionSource<HealthReport> never = new();
        Task<ServerHealth> checking = Service(Check("database", true, _ => never.Task)).CheckAsync(default);

        await _time.SomebodyWaitsUntil(Noon.AddSeconds(2));
        _time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(checking.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        DependencyHealth database = Assert.Single((await checking).Dependencies);
        Assert.Equal(new DependencyHealth("database", HealthStatus.Down, "no answer within 2 s"), database);
    }

    [Fact]
    public async Task A_check_that_throws_is_down_and_only_the_log_says_why()
    {
        ServerHealth health = await Service(
            Check("database", true, _ => throw new InvalidOperationException("secret"))).CheckAsync(default);

        DependencyHealth database = Assert.Single(health.Dependencies);
        Assert.Equal(HealthStatus.Down, database.Status);
        Assert.DoesNotContain("secret", database.Detail, StringComparison.Ordinal);
        Assert.Equal("secret", Assert.Single(_lines.All).Exception?.Message);
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_checks()
    {
        using CancellationTokenSource left = new();
        Task<ServerHealth> checking = Service(
            Check("database", true, ct => Task.Delay(Timeout.InfiniteTimeSpan, ct).ContinueWith<HealthReport>(
                _ => throw new OperationCanceledException(ct), TaskScheduler.Default))).CheckAsync(left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checking);
        Assert.Empty(_lines.All);
    }

    private HealthService Service(params IHealthCheck[] checks) => new(checks, _time, _lines.Logger<HealthService>());

    private static IHealthCheck Check(string name, bool essential, Func<CancellationToken, Task<HealthReport>> check)
    {
        Mock<IHealthCheck> mock = new();
        mock.SetupGet(each => each.Name).Returns(name);
        mock.SetupGet(each => each.IsEssential).Returns(essential);
        mock.Setup(each => each.CheckAsync(It.IsAny<CancellationToken>())).Returns(check);
        return mock.Object;
    }
}
