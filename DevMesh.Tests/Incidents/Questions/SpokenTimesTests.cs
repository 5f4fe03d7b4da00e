using System.Globalization;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Tests.Incidents.Questions;

/// <summary>Times as people say them; the windows are UTC, and 24 November 2026 is a Tuesday.</summary>
public sealed class SpokenTimesTests
{
    [Theory]
    // Shortly after and before.
    [InlineData("why were no orders going through yesterday a bit after 14?", "24 09:10", "23 14:00", "23 15:00")]
    [InlineData("what broke shortly after 14 yesterday", "24 09:10", "23 14:00", "23 15:00")]
    [InlineData("it went down just after 02:15", "24 09:10", "24 02:15", "24 03:15")]
    [InlineData("a little after nine the shop was gone", "24 12:00", "24 09:00", "24 10:00")]
    [InlineData("soon after half past two it died", "24 17:00", "24 14:30", "24 15:30")]
    [InlineData("ten minutes after 3 pm nothing answered", "24 17:00", "24 15:00", "24 16:00")]
    [InlineData("what happened shortly before 17:00?", "24 20:00", "24 16:15", "24 17:15")]
    [InlineData("just before nine web-1 hung", "24 12:00", "24 08:15", "24 09:15")]
    [InlineData("right before midnight", "24 12:00", "23 23:15", "24 00:15")]
    [InlineData("a bit past noon mails bounced", "24 15:00", "24 12:00", "24 13:00")]
    // Vague ones.
    [InlineData("wiki is slow since 10ish", "24 13:30", "24 09:30", "24 13:30")]
    [InlineData("slow since 10-ish", "24 13:30", "24 09:30", "24 13:30")]
    [InlineData("slow since 11 or so", "24 13:30", "24 10:30", "24 13:30")]
    [InlineData("logins fail since about noon", "24 14:00", "24 11:30", "24 14:00")]
    [InlineData("it began about noon", "24 18:00", "24 11:30", "24 12:30")]
    [InlineData("why did it break about noon?", "24 18:00", "24 11:30", "24 12:30")]
    [InlineData("it broke around ten", "24 13:00", "24 09:30", "24 11:00")]
    [InlineData("gone around ten", "24 23:30", "24 21:30", "24 23:00")]
    [InlineData("died 3ish", "24 09:00", "24 02:30", "24 04:00")]
    [InlineData("~15:30 the api was gone", "24 18:00", "24 15:00", "24 16:00")]
    [InlineData("about 22 o'clock last night", "24 09:00", "23 21:30", "23 23:00")]
    [InlineData("somewhere around 4 in the morning", "24 09:00", "24 03:30", "24 05:00")]
    [InlineData("ollama crashed at approximately 16:20", "24 18:00", "24 15:50", "24 16:50")]
    // Words and other ways to write a time.
    [InlineData("gpu-1 died at nine", "24 12:00", "24 08:45", "24 10:00")]
    [InlineData("gpu-1 died at half past two", "24 17:00", "24 14:15", "24 15:00")]
    [InlineData("gpu-1 died at half past two", "24 09:00", "24 02:15", "24 03:00")]
    [InlineData("quarter past four the disk was full", "24 17:00", "24 16:00", "24 16:45")]
    [InlineData("a quarter to five in the afternoon", "24 20:00", "24 16:30", "24 17:15")]
    [InlineData("quarter to five in the afternoon", "24 09:00", "23 16:30", "23 17:15")]
    [InlineData("gpu-1 froze last night at ten past two", "24 09:00", "24 01:55", "24 02:40")]
    [InlineData("at twenty to nine in the evening", "24 23:00", "24 20:25", "24 21:10")]
    [InlineData("at half nine the queue stood still", "24 12:00", "24 09:15", "24 10:00")]
    [InlineData("why did this begin 13:something", "24 18:00", "24 13:00", "24 14:00")]
    [InlineData("it was 13 something when it broke", "24 18:00", "24 13:00", "24 14:00")]
    [InlineData("began 13:xx", "24 18:00", "24 13:00", "24 14:00")]
    [InlineData("between nine and ten", "24 12:00", "24 09:00", "24 10:00")]
    [InlineData("between 11 and 1 pm", "24 18:00", "24 11:00", "24 13:00")]
    [InlineData("from ten to eleven", "24 18:00", "24 10:00", "24 11:00")]
    [InlineData("between half past nine and quarter past ten", "24 12:00", "24 09:30", "24 10:15")]
    [InlineData("3-4 pm", "24 18:00", "24 15:00", "24 16:00")]
    [InlineData("since 9 until 11 the shop was down", "24 18:00", "24 09:00", "24 11:00")]
    [InlineData("last night between 11 and 2", "24 09:00", "23 23:00", "24 02:00")]
    [InlineData("the shop hung at 16h", "24 18:00", "24 15:45", "24 17:00")]
    [InlineData("the shop hung at 16h30", "24 18:00", "24 16:15", "24 17:00")]
    [InlineData("09h30 dns was gone", "24 18:00", "24 09:15", "24 10:00")]
    [InlineData("at 9.30 dns was gone", "24 18:00", "24 09:15", "24 10:00")]
    [InlineData("why no dns 9.30 Uhr", "24 18:00", "24 09:15", "24 10:00")]
    [InlineData("mail stopped at 8 pm", "24 22:00", "24 19:45", "24 21:00")]
    [InlineData("by noon nothing worked", "24 18:00", "24 11:00", "24 12:00")]
    [InlineData("since 8 p.m. all is red", "24 22:00", "24 20:00", "24 22:00")]
    [InlineData("since 9 web-1 gives errors", "24 12:00", "24 09:00", "24 12:00")]
    [InlineData("since 1430h", "24 18:00", "24 14:30", "24 18:00")]
    // Parts of the day.
    [InlineData("slow since lunch", "24 15:00", "24 12:00", "24 15:00")]
    [InlineData("what happened over lunch?", "24 15:00", "24 11:30", "24 13:30")]
    [InlineData("it stood still at lunch", "24 15:00", "24 11:30", "24 13:30")]
    [InlineData("right after lunch it broke", "24 18:00", "24 12:30", "24 14:00")]
    [InlineData("before breakfast the alarms went off", "24 09:00", "24 05:00", "24 07:30")]
    [InlineData("after work yesterday the nas vanished", "24 09:00", "23 16:30", "24 00:00")]
    [InlineData("gpu-1 vanished at dawn", "24 09:00", "24 04:00", "24 07:00")]
    [InlineData("first thing this morning it was gone", "24 12:00", "24 05:00", "24 09:30")]
    [InlineData("in the early morning", "24 12:00", "24 03:00", "24 08:00")]
    [InlineData("in the small hours", "24 12:00", "24 00:00", "24 05:00")]
    [InlineData("early hours of Sunday", "24 12:00", "22 00:00", "22 06:00")]
    [InlineData("late last night", "24 12:00", "23 21:00", "24 03:00")]
    [InlineData("early on Monday", "24 12:00", "23 03:00", "23 10:00")]
    [InlineData("late on Monday", "24 12:00", "23 20:00", "24 00:00")]
    [InlineData("errors all day", "24 12:00", "24 00:00", "24 12:00")]
    [InlineData("over the weekend", "24 12:00", "21 00:00", "23 00:00")]
    [InlineData("down since the weekend", "24 12:00", "21 00:00", "24 12:00")]
    [InlineData("slow yesterday at the end of the day", "24 12:00", "23 16:00", "23 19:00")]
    [InlineData("in the evening", "24 09:20", "23 18:00", "23 23:00")]
    [InlineData("since this morning", "24 15:00", "24 05:00", "24 15:00")]
    [InlineData("since yesterday evening", "24 15:00", "23 18:00", "24 15:00")]
    [InlineData("gpu-3 was dead in the morning, what killed it during the night?", "24 14:00", "23 22:00", "24 12:00")]
    [InlineData("the night to Monday", "24 14:00", "22 22:00", "23 06:00")]
    [InlineData("why is it down tonight?", "24 21:00", "24 18:00", "24 21:00")]
    // A day and a time.
    [InlineData("Monday evening around 19:40", "24 09:00", "23 19:10", "23 20:10")]
    [InlineData("Monday at nine", "24 09:00", "23 08:45", "23 10:00")]
    [InlineData("Monday morning around 10", "24 09:00", "23 09:30", "23 11:00")]
    [InlineData("Monday evening at 8", "24 09:00", "23 19:45", "23 21:00")]
    [InlineData("yesterday at about four", "24 09:00", "23 15:30", "23 17:00")]
    [InlineData("down since yesterday at 14:00", "24 09:00", "23 14:00", "24 09:00")]
    [InlineData("since yesterday around noon", "24 09:00", "23 11:30", "24 09:00")]
    [InlineData("this morning around 7 the vpn dropped", "24 22:00", "24 06:30", "24 08:00")]
    [InlineData("on 21.11. at 14:00", "24 09:00", "21 13:45", "21 14:30")]
    [InlineData("on 21.11.2026 around 3 pm", "24 09:00", "21 14:30", "21 16:00")]
    [InlineData("Nov 21st", "24 09:00", "21 00:00", "22 00:00")]
    [InlineData("on the 21st of November", "24 09:00", "21 00:00", "22 00:00")]
    [InlineData("on the 21st at 10:00", "24 09:00", "21 09:45", "21 10:30")]
    [InlineData("what was on 21/11?", "24 09:00", "21 00:00", "22 00:00")]
    [InlineData("11/21/2026", "24 09:00", "21 00:00", "22 00:00")]
    [InlineData("from Saturday to Sunday", "24 09:00", "21 00:00", "23 00:00")]
    // Back from now.
    [InlineData("down since two hours", "24 09:00", "24 06:30", "24 09:00")]
    [InlineData("unreachable for 20 minutes", "24 09:00", "24 08:25", "24 09:00")]
    [InlineData("since an hour ago", "24 09:00", "24 07:30", "24 09:00")]
    [InlineData("a few minutes ago", "24 09:00", "24 08:42", "24 09:00")]
    [InlineData("it went down at 14:05 for 10 minutes", "24 18:00", "24 13:50", "24 14:35")]
    // When all was still well is not when it broke.
    [InlineData("gpu-2 answers very slow since this morning, yesterday it was fine", "24 15:00", "24 05:00", "24 15:00")]
    [InlineData("it worked on Sunday, why is it down since 8:00?", "24 15:00", "24 08:00", "24 15:00")]
    [InlineData("until yesterday all was well", "24 15:00", "23 00:00", "24 15:00")]
    [InlineData("web-1 was fine at 9 but broke at 10:30", "24 15:00", "24 10:15", "24 11:00")]
    [InlineData("everything worked until 14:00, what happened then?", "24 18:00", "24 14:00", "24 18:00")]
    [InlineData("was everything fine yesterday?", "24 15:00", "23 00:00", "24 00:00")]
    [InlineData("nothing worked yesterday", "24 15:00", "23 00:00", "24 00:00")]
    [InlineData("gpu-2 was fine yesterday and is slow since 9", "24 15:00", "24 09:00", "24 15:00")]
    // Changes.
    [InlineData("errors since the change this afternoon", "24 17:00", "24 12:00", "24 17:00")]
    [InlineData("broken since the deploy at 15:00", "24 17:00", "24 14:45", "24 15:30")]
    // Several times.
    [InlineData("web-1 died at 10:10 and again at 11:00", "24 17:00", "24 09:55", "24 11:30")]
    [InlineData("why was yesterday, at 14:00, no mail?", "24 09:10", "23 13:45", "23 14:30")]
    [InlineData("why did gpu-1 go away today at 3?", "24 17:00", "24 14:45", "24 16:00")]
    [InlineData("around 10 the shop got slow", "24 13:00", "24 09:30", "24 11:00")]
    [InlineData("it has been down since Monday afternoon", "24 13:00", "23 12:00", "24 13:00")]
    [InlineData("since Friday the backup fails", "24 13:00", "20 00:00", "24 13:00")]
    [InlineData("why is nas-1 so slow these days, since about 8 in the morning?", "24 13:00", "24 07:30", "24 13:00")]
    [InlineData("yesterday, late afternoon, the wiki lost edits", "24 13:00", "23 15:30", "23 18:30")]
    [InlineData("around midnight all cron jobs failed", "24 13:00", "23 23:30", "24 00:30")]
    [InlineData("why does the site crawl at the moment? It started around quarter past 8", "24 13:00", "24 07:45", "24 08:45")]
    [InlineData("something woke me at 4:20 am", "24 13:00", "24 04:05", "24 04:50")]
    [InlineData("did the 02:00 backup run?", "24 13:00", "24 01:45", "24 02:30")]
    [InlineData("the vpn was ok before lunch, now nobody gets in", "24 15:00", "24 12:00", "24 15:00")]
    [InlineData("mails were lost on Sunday night around eleven", "24 15:00", "22 22:30", "23 00:00")]
    [InlineData("mails were lost on Sunday night around 1", "24 15:00", "23 00:30", "23 02:00")]
    [InlineData("Grafana went blank at around 5 to 6", "24 19:00", "24 16:30", "24 18:00")]
    [InlineData("at 6 this morning", "24 19:00", "24 05:45", "24 07:00")]
    [InlineData("why did the mail stop this evening towards eight", "24 22:00", "24 19:30", "24 21:00")]
    [InlineData("what was going on 20:15 - 20:45 on Friday", "24 22:00", "20 20:15", "20 20:45")]
    [InlineData("it hangs every night, last night too", "24 09:00", "23 22:00", "24 06:00")]
    [InlineData("gpu-1 was ok at 8, since 9 it is dead", "24 12:00", "24 09:00", "24 12:00")]
    [InlineData("what is wrong since 7:45ish", "24 12:00", "24 07:15", "24 12:00")]
    [InlineData("the API threw 503s yesterday between two and half past three", "24 12:00", "23 14:00", "23 15:30")]
    [InlineData("the shop died the day before yesterday in the evening", "24 12:00", "22 18:00", "22 23:00")]
    [InlineData("from yesterday evening until this morning", "24 13:00", "23 18:00", "24 12:00")]
    [InlineData("Sunday at noon", "24 13:00", "22 11:45", "22 12:30")]
    // Numbers beside a time are none.
    [InlineData("502 at the shop since 9", "24 12:00", "24 09:00", "24 12:00")]
    [InlineData("since 14.2 came the db is slow, at 11:00 it hung", "24 12:00", "24 10:45", "24 11:30")]
    [InlineData("2 of 5 nodes lost at 11:00", "24 12:00", "24 10:45", "24 11:30")]
    [InlineData("it says \"down since 03:00\" at 11:00", "24 12:00", "24 10:45", "24 11:30")]
    [InlineData("/var/log/04:00.log is empty since 8", "24 12:00", "24 08:00", "24 12:00")]
    [InlineData("web-1:8080 and :9090 refuse since 10:30", "24 12:00", "24 10:30", "24 12:00")]
    [InlineData("about 20 % of the calls fail since 10", "24 12:00", "24 10:00", "24 12:00")]
    [InlineData("postgres 16 on gpu-3 is slow since 10", "24 12:00", "24 10:00", "24 12:00")]
    public void A_question_names_its_window(string question, string now, string since, string until)
    {
        FoundTime? found = TimePhrases.Find(question, Time(now));

        Assert.Equal(new TimeWindow(Time(since), Time(until)), found?.Window);
        Assert.All(found!.Phrases, phrase => Assert.InRange(phrase.At + phrase.Length, 1, question.Length));
    }

    [Theory]
    [InlineData("why does \"at 03:10\" stand in the log?")]
    [InlineData("what is /srv/backup/14:00/full?")]
    [InlineData("slow since 14.2 came")]
    [InlineData("postgres 16 is slow after the upgrade from 13.10 to 14.11")]
    [InlineData("nothing answers at db-1:5432 and 10.0.0.5:12")]
    [InlineData("around 12 % of calls fail")]
    [InlineData("3 nodes gone, about 4 pods hang")]
    [InlineData("2 of 5 disks fail after 3 retries")]
    [InlineData("at one of the nodes it is slow")]
    [InlineData("5 separate disks may fail")]
    [InlineData("why is mon-1 slow since the update?")]
    [InlineData("what broke after the deploy?")]
    [InlineData("about 10 or so errors, from 10.20.0.16 to 10.20.0.18")]
    [InlineData("memory at 12 GB, v14.20 of the agent, 2/3 pods ready")]
    [InlineData("why does it not work?")]
    public void Numbers_that_are_no_times(string question) => Assert.Null(TimePhrases.Find(question, Time("24 12:00")));

    [Theory]
    [InlineData("web-1 has no names since the reboot of the dns box", "since the reboot of the dns box")]
    [InlineData("errors since dns-1 was rebooted", "since dns-1 was rebooted")]
    [InlineData("after the last restart on gpu-1?", "after the last restart on gpu-1")]
    public void A_reboot_tells_of_which_machine_it_was(string question, string words)
    {
        FoundTime? found = TimePhrases.Find(question, Time("24 12:00"));

        Assert.Equal((null, words), (found!.Window, found.Boot));
    }

    [Theory]
    [InlineData("since 9 ")]
    [InlineData("'at 3 ")]
    [InlineData("ten to ten to ")]
    [InlineData("about around ~ ")]
    [InlineData("1:2.3/4-")]
    [InlineData("yesterday, on monday at 3 and ")]
    [InlineData("it was fine and was ok, since the ")]
    [InlineData("the the early late morning of ")]
    [InlineData("a/b:99 \"")]
    public void A_long_and_hostile_question_is_read_soon(string part)
    {
        string question = string.Concat(Enumerable.Repeat(part, 4000 / part.Length));
        long before = GC.GetAllocatedBytesForCurrentThread();

        FoundTime? found = TimePhrases.Find(question, Time("24 12:00"));

        // Work shows in what is allocated, whatever else the machine does.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64_000_000);
        Assert.All(found?.Phrases ?? [], phrase => Assert.InRange(phrase.At + phrase.Length, 1, question.Length));
    }

    private static DateTime Time(string text) => DateTime.Parse(
        "2026-11-" + text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
