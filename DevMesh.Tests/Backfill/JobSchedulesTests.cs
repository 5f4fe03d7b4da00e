using DevMesh.Domain.Backfill;
using DevMesh.Functions.Backfill;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Backfill;

public sealed class JobSchedulesTests
{
    [Theory]
    [InlineData("12:00:00.000", "12:00:00")]
    [InlineData("12:00:30.000", "12:00:00")]
    [InlineData("12:00:58.900", "12:00:00")]
    [InlineData("12:00:59.100", "12:01:00")] // fired a moment early: it is for the slot that begins
    public void A_run_is_for_the_slot_that_has_begun_or_begins_within_a_second(string now, string slot)
    {
        JobCall call = Schedules(At(now)).Due(Jobs.Embeddings);
        Assert.Equal((At(slot), TimeSpan.FromMinutes(25)), (call.Slot, call.Limit));
        Assert.Equal(DateTimeKind.Utc, call.Slot!.Value.Kind);
    }

    [Theory]
    [InlineData("0 0 */6 * * *", "2026-11-22T12:00:00")]
    [InlineData("0 0 18 * * *", "2026-11-21T18:00:00")]
    [InlineData("0 0 3 1 * *", "2026-11-01T03:00:00")]
    [InlineData("0 0 0 29 2 *", "2024-02-29T00:00:00")]
    public void The_last_slot_of_a_sparse_schedule_is_found(string schedule, string slot) =>
        Assert.Equal(
            DateTime.Parse(slot), Schedules(At("13:00:00"), schedule).LastSlot(Jobs.SafetyNet, At("13:00:00")));

    [Fact]
    public void A_schedule_that_never_comes_has_no_slot() =>
        Assert.Null(Schedules(At("13:00:00"), "0 0 0 31 2 *").LastSlot(Jobs.SafetyNet, At("13:00:00")));

    private static DateTime At(string time) => DateTime.SpecifyKind(DateTime.Parse($"2026-11-22T{time}"), DateTimeKind.Utc);

    private static JobSchedules Schedules(DateTime now, string safetyNet = "") => new(
        SettingsReader.Read(new Dictionary<string, string>
        {
            ["MARIADB_CONNECTION"] = "Server=x",
            ["SAFETY_NET_SCHEDULE"] = safetyNet,
        }).Settings,
        new ManualTime(new DateTimeOffset(now)));
}
