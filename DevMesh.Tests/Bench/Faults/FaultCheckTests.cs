using System.Data.Common;
using DevMesh.Bench.Faults;
using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Bench.Faults;

/// <summary>What the check of a fault says of tables in which something is wrong.</summary>
public sealed class FaultCheckTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly NumberedLogs _logs = new("Mrtestson");
    private readonly StoredLogs _stored = new(scratch);

    public Task InitializeAsync() => scratch.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task All_is_well_when_each_log_is_there_once_with_its_template()
    {
        await StoreAsync(0, 1, 2, 3);

        Assert.Equal(new FoundLogs(Found: 4, Lost: 0, Doubled: 0, Halved: 0, WrongTemplate: 0), await CheckAsync());
    }

    [Fact]
    public async Task A_log_that_is_missing_is_lost_only_when_it_was_acknowledged()
    {
        await StoreAsync(0, 1);

        Assert.Equal(2, (await CheckAsync()).Lost);
        Assert.Equal(0, (await CheckAsync(acknowledged: 2)).Lost);
    }

    [Fact]
    public async Task A_log_that_is_there_twice_is_doubled()
    {
        await StoreAsync(0, 1, 2, 3, 2, 2);

        Assert.Equal((4, 2), ((await CheckAsync()).Found, (await CheckAsync()).Doubled));
    }

    [Fact]
    public async Task A_batch_of_which_a_part_is_there_is_halved()
    {
        await StoreAsync(0, 1, 2);

        Assert.Equal(1, (await CheckAsync(acknowledged: 2)).Halved);
    }

    [Fact]
    public async Task A_template_that_is_missing_or_of_another_message_is_wrong()
    {
        await StoreAsync(0, 1);
        await _stored.AddAsync(_logs.Message(2), template: null, Sender.Name);
        await _stored.AddAsync(_logs.Message(3), await _stored.TemplateAsync("another one", "2"), Sender.Name);

        Assert.Equal(2, (await CheckAsync()).WrongTemplate);
    }

    private async Task<FoundLogs> CheckAsync(int acknowledged = 4)
    {
        await using DbConnection connection = await FaultCheck.OpenAsync(scratch.ConnectionString, default);
        await using Sender sender = new(acknowledged);
        return await FaultCheck.OfAsync(sender, _logs, connection, default);
    }

    private async Task StoreAsync(params int[] numbers)
    {
        long template = await _stored.TemplateAsync(_logs.Template(0), "2");
        foreach (int number in numbers)
        {
            await _stored.AddAsync(_logs.Message(number), template, Sender.Name);
        }
    }

    /// <summary>Has sent two batches of two.</summary>
    private sealed class Sender(int acknowledged) : ISender
    {
        public const string Name = "tested";

        public string Node => Name;

        public int Sent => 4;

        public int Acknowledged => acknowledged;

        public int Whole => 2;

        public bool IsAcknowledged(int number) => number < acknowledged;

        public Task FinishAsync(CancellationToken ct) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
