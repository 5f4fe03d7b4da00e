using System.Globalization;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Tests.Incidents.Questions;

public sealed class TimePhrasesTests
{
    /// <summary>A Tuesday.</summary>
    private static readonly DateTime Now = new(2026, 11, 24, 9, 20, 0, DateTimeKind.Utc);

    [Theory]
    // A clock time without a day is the last such time.
    [InlineData("why did gpu-node stop answering around 03:10?", "11-24 02:40", "11-24 03:40")]
    [InlineData("why did gpu-node stop answering around 03:10 yesterday?", "11-23 02:40", "11-23 03:40")]
    [InlineData("what was that at 14:05", "11-23 13:50", "11-23 14:35")]
    [InlineData("what was that at 14:05 UTC?", "11-23 13:50", "11-23 14:35")]
    [InlineData("errors at 09:15:30", "11-24 09:00:30", "11-24 09:20")]
    [InlineData("it broke at about 2:30 pm", "11-23 14:00", "11-23 15:00")]
    [InlineData("it broke at 2:30pm yesterday", "11-23 14:15", "11-23 15:00")]
    [InlineData("down at 3 am", "11-24 02:45", "11-24 04:00")]
    [InlineData("down around 3", "11-24 02:30", "11-24 04:00")]
    [InlineData("down at 3 last night", "11-24 02:45", "11-24 04:00")]
    [InlineData("down at 23:00 last night", "11-23 22:45", "11-23 23:30")]
    [InlineData("what happened at midnight?", "11-23 23:45", "11-24 00:30")]
    [InlineData("what happened at noon on Sunday?", "11-22 11:45", "11-22 12:30")]
    [InlineData("shortly after 08:00 it failed", "11-24 08:00", "11-24 09:00")]
    [InlineData("Why was it slow 13:30?", "11-23 13:15", "11-23 14:00")]
    // Ranges and bounds.
    [InlineData("between 3 and 4 am", "11-24 03:00", "11-24 04:00")]
    [InlineData("between 10:00 and 11:00 yesterday", "11-23 10:00", "11-23 11:00")]
    [InlineData("from 22:00 to 01:30", "11-23 22:00", "11-24 01:30")]
    [InlineData("14:00-15:30 on 2026-11-20", "11-20 14:00", "11-20 15:30")]
    [InlineData("14:00 - 15:30 please", "11-23 14:00", "11-23 15:30")]
    [InlineData("between 2 pm and 4 pm on Friday", "11-20 14:00", "11-20 16:00")]
    [InlineData("slow since 08:30", "11-24 08:30", "11-24 09:20")]
    [InlineData("slow since about 08:30?", "11-24 08:00", "11-24 09:20")]
    [InlineData("nothing works after 7 am", "11-24 07:00", "11-24 09:20")]
    [InlineData("what came before 05:00?", "11-24 04:00", "11-24 05:00")]
    // Spans back from now.
    [InlineData("in the last 2 hours", "11-24 07:20", "11-24 09:20")]
    [InlineData("errors over the past 30 minutes", "11-24 08:50", "11-24 09:20")]
    [InlineData("in the last hour", "11-24 08:20", "11-24 09:20")]
    [InlineData("last 24h", "11-23 09:20", "11-24 09:20")]
    [InlineData("during the last couple of days", "11-22 09:20", "11-24 09:20")]
    [InlineData("in the last half an hour", "11-24 08:50", "11-24 09:20")]
    [InlineData("the last 15 min on db-1", "11-24 09:05", "11-24 09:20")]
    [InlineData("two hours ago", "11-24 06:50", "11-24 07:50")]
    [InlineData("about 20 minutes ago", "11-24 08:45", "11-24 09:15")]
    [InlineData("is it ok right now?", "11-24 08:50", "11-24 09:20")]
    // Days and parts of them.
    [InlineData("what happened last night?", "11-23 22:00", "11-24 06:00")]
    [InlineData("anything overnight", "11-23 22:00", "11-24 06:00")]
    [InlineData("is the wiki broken since this morning?", "11-24 05:00", "11-24 09:20")]
    [InlineData("yesterday afternoon", "11-23 12:00", "11-23 18:00")]
    [InlineData("yesterday evening on web-1", "11-23 18:00", "11-23 23:00")]
    [InlineData("on Tuesday morning", "11-24 05:00", "11-24 09:20")]
    [InlineData("on Monday", "11-23 00:00", "11-24 00:00")]
    [InlineData("last Tuesday", "11-17 00:00", "11-18 00:00")]
    [InlineData("on Saturday night", "11-21 22:00", "11-22 06:00")]
    [InlineData("what went wrong yesterday?", "11-23 00:00", "11-24 00:00")]
    [InlineData("and today?", "11-24 00:00", "11-24 09:20")]
    [InlineData("the day before yesterday at 10:00", "11-22 09:45", "11-22 10:30")]
    [InlineData("3 days ago", "11-21 00:00", "11-22 00:00")]
    [InlineData("on 20 November at 14:05", "11-20 13:50", "11-20 14:35")]
    [InlineData("on Nov 20", "11-20 00:00", "11-21 00:00")]
    [InlineData("since yesterday", "11-23 00:00", "11-24 09:20")]
    [InlineData("since Sunday", "11-22 00:00", "11-24 09:20")]
    [InlineData("this week", "11-23 00:00", "11-24 09:20")]
    [InlineData("last weekend", "11-21 00:00", "11-23 00:00")]
    // ISO.
    [InlineData("at 2026-11-23T03:10Z", "11-23 02:55", "11-23 03:40")]
    [InlineData("around 2026-11-23 03:10:00+02:00", "11-23 00:40", "11-23 01:40")]
    [InlineData("from 2026-11-20T10:00 to 2026-11-20T11:30", "11-20 10:00", "11-20 11:30")]
    [InlineData("since 2026-11-24T08:00:00Z", "11-24 08:00", "11-24 09:20")]
    [InlineData("what happened on 2026-11-19?", "11-19 00:00", "11-20 00:00")]
    public void A_question_names_its_window(string question, string since, string until)
    {
        FoundTime? found = TimePhrases.Find(question, Now);

        Assert.NotNull(found);
        Assert.Equal((Time(since), Time(until)), (found.Window!.Value.Since, found.Window.Value.Until));
        Assert.All(found.Phrases, phrase => Assert.InRange(phrase.At + phrase.Length, 1, question.Length));
    }

    [Theory]
    [InlineData("what happened since the reboot?")]
    [InlineData("errors on gpu-node since the last restart")]
    [InlineData("since it was rebooted, is all well?")]
    [InlineData("after the node came back up")]
    public void Since_the_reboot_is_for_the_logs_to_tell(string question) =>
        Assert.True(TimePhrases.Find(question, Now)!.SinceBoot);

    [Theory]
    [InlineData("why is the disk full?")]
    [InlineData("what is 10.0.0.5 doing on port 22")]
    [InlineData("what does exit code 137 mean")]
    [InlineData("the second of three disks failed")]
    [InlineData("")]
    public void A_question_without_a_time_has_none(string question) => Assert.Null(TimePhrases.Find(question, Now));

    private static DateTime Time(string text) => DateTime.Parse(
        "2026-" + text,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
