using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Logs;

public sealed class EventKeyTests
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_same_entry_has_the_same_key() =>
        Assert.Equal(
            EventKey.OfContent("n", Noon, "ssh.service", Level.Info, "hello", null),
            EventKey.OfContent("n", Noon, "ssh.service", Level.Info, "hello", null));

    [Fact]
    public void Any_part_changes_the_key()
    {
        EventKey[] keys =
        [
            EventKey.OfContent("n", Noon, "s", Level.Info, "m", null),
            EventKey.OfContent("o", Noon, "s", Level.Info, "m", null),
            EventKey.OfContent("n", Noon.AddMicroseconds(1), "s", Level.Info, "m", null),
            EventKey.OfContent("n", Noon, "t", Level.Info, "m", null),
            EventKey.OfContent("n", Noon, "s", Level.Err, "m", null),
            EventKey.OfContent("n", Noon, "s", Level.Info, "l", null),
            EventKey.OfContent("n", Noon, "s", Level.Info, "m", "{}"),
            EventKey.OfCursor("n", "m"),
            EventKey.OfCursor("o", "m"),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Parts_do_not_run_together() =>
        Assert.NotEqual(
            EventKey.OfContent("n", Noon, "ab", Level.Info, "c", null),
            EventKey.OfContent("n", Noon, "a", Level.Info, "bc", null));

    [Fact]
    public void A_message_of_64_KiB_has_a_key() =>
        Assert.NotEqual(
            EventKey.OfContent("n", Noon, "s", Level.Info, new string('x', 65536), null),
            EventKey.OfContent("n", Noon, "s", Level.Info, new string('x', 65535), null));
}
