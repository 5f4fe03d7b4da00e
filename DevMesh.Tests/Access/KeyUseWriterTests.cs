using System.Collections.Concurrent;
using System.Linq.Expressions;
using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Access;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Access;

public sealed class KeyUseWriterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Expression<Func<IKeyStore, Task>> Write = store => store.NoteUseAsync(
        It.IsAny<IReadOnlyCollection<KeyValuePair<string, DateTime>>>(), It.IsAny<CancellationToken>());

    private readonly ManualTime _time = new(Start);
    private readonly ConcurrentQueue<string> _written = new();
    private readonly Mock<IKeyStore> _store = new();

    public KeyUseWriterTests() => _store.Setup(Write).Returns(
        (IReadOnlyCollection<KeyValuePair<string, DateTime>> used, CancellationToken _) =>
        {
            _written.Enqueue(string.Join(' ', used.OrderBy(each => each.Key).Select(each => $"{each.Key}:{each.Value:mm:ss}")));
            return Task.CompletedTask;
        });

    [Fact]
    public async Task Uses_are_written_once_a_minute_a_key_once_and_at_the_end()
    {
        KeyUse use = new(_time);
        using KeyUseWriter writer = new(use, _store.Object, _time, new LogLines().Logger<KeyUseWriter>());
        await writer.StartAsync(default);
        await _time.SomebodyWaitsUntil(Start.AddMinutes(1));
        use.Note("a");
        use.Note("b");
        _time.Advance(TimeSpan.FromSeconds(30));
        use.Note("a");
        Assert.Empty(_written);

        _time.AdvanceTo(Start.AddMinutes(1));
        await _time.SomebodyWaitsUntil(Start.AddMinutes(2)); // after it has written
        _time.AdvanceTo(Start.AddMinutes(2));
        await _time.SomebodyWaitsUntil(Start.AddMinutes(3)); // nothing was used: nothing to write
        use.Note("b");
        await writer.StopAsync(default);
        Assert.Equal(["a:00:30 b:00:00", "b:02:00"], _written);
    }

    [Fact]
    public async Task What_cannot_be_written_stops_nothing()
    {
        _store.Setup(Write).ThrowsAsync(new StoreUnavailableException("away", new InvalidOperationException()));
        LogLines lines = new();
        KeyUse use = new(_time);
        using KeyUseWriter writer = new(use, _store.Object, _time, lines.Logger<KeyUseWriter>());
        await writer.StartAsync(default);
        await _time.SomebodyWaitsUntil(Start.AddMinutes(1));
        use.Note("a");
        _time.AdvanceTo(Start.AddMinutes(1));
        await _time.SomebodyWaitsUntil(Start.AddMinutes(2));
        await writer.StopAsync(default);
        Assert.Equal("When keys were last used could not be written: away", Assert.Single(lines.All).Message);
    }
}
