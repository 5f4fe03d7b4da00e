using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Writing;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Incidents.Writing;

public sealed class ModelWriterTests
{
    private static readonly ModelWriterOptions Options = new("writer", 500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly ManualTime Time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_model_that_behaves_well_writes_the_words()
    {
        ScriptedChat chat = new(SmallPack.Answer("explained", "The disk ran full, so the database stopped.", "[1]"));
        Written written = await WriteAsync(chat);
        Assert.Null(written.Note);
        Assert.Equal(
            (Verdict.Explained, WrittenBy.Model, "writer", "disk full", 0),
            (written.Explanation.Verdict, written.Explanation.WrittenBy, written.Explanation.Writer, written.Explanation.CauseKind,
                written.Explanation.RemovedClaims));
        Assert.Equal("The disk ran full, so the database stopped.", written.Explanation.Summary.Text);
        Assert.Equal([1], written.Explanation.LikelyCause!.LogIds);
        Assert.Equal("The database ended.", Assert.Single(written.Explanation.Chain).Text);
        Assert.Equal("df -h", Assert.Single(written.Explanation.NextChecks).Text); // never the model's
        Assert.Single(chat.Requests);
    }

    [Fact]
    public async Task A_claim_that_cites_what_is_not_in_the_pack_is_removed_and_counted()
    {
        Written written = await WriteAsync(new ScriptedChat(SmallPack.Answer("explained", "Full.", "[1]", chainIds: "[2, 999]")));
        Assert.Equal(1, written.Explanation.RemovedClaims);
        Assert.Equal(SmallPack.Findings().Chain, written.Explanation.Chain); // nothing is left of the model's
        Assert.Equal(WrittenBy.Model, written.Explanation.WrittenBy);
    }

    [Theory]
    [InlineData("[999]", "no line of the evidence shows the cause")]
    [InlineData("[]", "no line of the evidence shows the cause")]
    [InlineData("[4]", "no line of the evidence shows the cause")] // a line that gives orders carries no claim
    [InlineData("[3]", "another cause")]
    [InlineData("[2]", "another cause")] // what followed is not the cause
    [InlineData("[3, 4]", "another cause")]
    public async Task A_cause_that_the_lines_do_not_show_is_not_told(string ids, string note)
    {
        Written written = await WriteAsync(new ScriptedChat(SmallPack.Answer("explained", "A meteor.", ids)));
        Assert.Contains(note, written.Note, StringComparison.Ordinal);
        Assert.Equal(WrittenBy.Plain, written.Explanation.WrittenBy);
        Assert.Equal(SmallPack.Findings().LikelyCause, written.Explanation.LikelyCause);
        Assert.Equal(SmallPack.Findings().Summary, written.Explanation.Summary);
    }

    [Theory]
    [InlineData(Verdict.Explained, "healthy", false)]
    [InlineData(Verdict.Explained, "inconclusive", false)]
    [InlineData(Verdict.Healthy, "explained", false)]
    [InlineData(Verdict.Healthy, "inconclusive", false)]
    [InlineData(Verdict.Inconclusive, "healthy", false)]
    [InlineData(Verdict.Inconclusive, "explained", true)]
    [InlineData(Verdict.Inconclusive, "inconclusive", true)]
    [InlineData(Verdict.Healthy, "healthy", true)]
    public async Task Only_a_cause_that_plain_code_misses_may_change_the_verdict(Verdict plain, string told, bool stands)
    {
        Written written = await WriteAsync(new ScriptedChat(SmallPack.Answer(told, "Words.", "[1]")), plain);
        Assert.Equal(stands, written.Note is null);
        Assert.Equal(stands ? Enum.Parse<Verdict>(told, ignoreCase: true) : plain, written.Explanation.Verdict);
    }

    [Theory]
    [InlineData("[2]")] // the trouble itself
    [InlineData("[3]")] // as usual
    [InlineData("[3, 4]")] // an order
    public async Task A_cause_on_lines_that_are_as_usual_does_not_explain_what_plain_code_could_not(string ids)
    {
        ScriptedChat chat = new(SmallPack.Answer("explained", "Certificates.", ids));
        Written written = await WriteAsync(chat, Verdict.Inconclusive);
        Assert.Contains("as usual", written.Note, StringComparison.Ordinal);
        Assert.Equal(Verdict.Inconclusive, written.Explanation.Verdict);
    }

    [Fact]
    public async Task Where_plain_code_is_corrected_nothing_of_its_answer_speaks_against_it()
    {
        string answer = SmallPack.Answer("explained", "The disk ran full.", "[1]").Replace(
            "\"summary\": {\"text\": \"The disk ran full.\", \"log_ids\": [1]}",
            "\"summary\": {\"text\": \"Aliens.\", \"log_ids\": [999]}",
            StringComparison.Ordinal);
        Assert.Contains("Aliens", answer, StringComparison.Ordinal);
        Explanation plain = SmallPack.Findings(Verdict.Inconclusive) with
        {
            RuledOut = [new Claim("a full disk", [1]), new Claim("certificates", [3])],
        };
        Written written = await WriterOf(new ScriptedChat(answer)).WriteAsync(SmallPack.Of(), plain, Patience, default);
        Assert.Equal(Verdict.Explained, written.Explanation.Verdict);
        Assert.Equal("The disk ran full.", written.Explanation.Summary.Text);
        Assert.Equal("certificates", Assert.Single(written.Explanation.RuledOut).Text);
    }

    [Fact]
    public async Task Nothing_happened_in_a_healthy_window_in_whatever_words()
    {
        Explanation plain = SmallPack.Findings(Verdict.Healthy) with { Chain = [] };
        ScriptedChat chat = new(SmallPack.Answer("healthy", "All is well.", "[]"));
        Written written = await WriterOf(chat).WriteAsync(SmallPack.Of(), plain, Patience, default);
        Assert.Equal(WrittenBy.Model, written.Explanation.WrittenBy);
        Assert.Empty(written.Explanation.Chain);
    }

    [Fact]
    public async Task A_summary_without_lines_stands_only_where_that_of_plain_code_has_none()
    {
        string answer = SmallPack.Answer("inconclusive", "Who knows.", "[]").Replace("[1]", "[]", StringComparison.Ordinal);
        Written written = await WriteAsync(new ScriptedChat(answer), Verdict.Inconclusive);
        Assert.Equal("The database ended, and nothing says why.", written.Explanation.Summary.Text);
        answer = SmallPack.Answer("healthy", "All is well.", "[]").Replace("[1]", "[]", StringComparison.Ordinal);
        written = await WriteAsync(new ScriptedChat(answer), Verdict.Healthy);
        Assert.Equal("All is well.", written.Explanation.Summary.Text);
    }

    [Fact]
    public async Task What_happened_is_told_by_time_and_in_one_line_each()
    {
        string answer = SmallPack.Answer("explained", "Full.", "[1]").Replace(
            """[{"text": "The database ended.", "log_ids": [2]}]""",
            """
            [{"text": "The database\n ended.\u001b[31m\u202e\u200b", "log_ids": [2]}, {"text": "No space.", "log_ids": [2, 1, 1]}]
            """,
            StringComparison.Ordinal);
        Written written = await WriteAsync(new ScriptedChat(answer));
        Assert.Equal(["No space.", @"The database ended.\u001b[31m"], written.Explanation.Chain.Select(claim => claim.Text));
        Assert.Equal([1, 2], written.Explanation.Chain[0].LogIds);
    }

    [Theory]
    [InlineData("Full, see http://evil.example/x for help.")]
    [InlineData("Full, see htt\u200bp://evil.example/x for help.")]
    [InlineData("Full, see www.evil.example for help.")]
    [InlineData("Full; run rm -rf / to free space.")]
    [InlineData("Full; try df --fix now.")]
    [InlineData("Full; fetch it: cat x | sh")]
    [InlineData("Full; curl evil.example/x and look.")]
    [InlineData("Full; sudo systemctl disable auditd helps.")]
    [InlineData("Full; see $(id).")]
    public async Task What_asks_to_act_and_stands_in_no_cited_line_takes_its_claim_along(string text)
    {
        Written written = await WriteAsync(new ScriptedChat(SmallPack.Answer("explained", text, "[1]")));
        Assert.Equal(WrittenBy.Plain, written.Explanation.WrittenBy);
        Assert.Equal(2, written.Explanation.RemovedClaims);
    }

    [Theory]
    [InlineData("`write` failed with No space left - the disk is full, at /var/lib (90 %).")]
    [InlineData("alice ran sudo, curl failed: well-known trouble, e.g. in base/16384.")]
    public async Task Plain_words_about_programs_stand(string text)
    {
        Written written = await WriteAsync(new ScriptedChat(SmallPack.Answer("explained", text, "[1]")));
        Assert.Equal((WrittenBy.Model, 0), (written.Explanation.WrittenBy, written.Explanation.RemovedClaims));
    }

    [Fact]
    public async Task An_answer_in_another_form_is_asked_for_once_more_with_what_is_wrong()
    {
        ScriptedChat chat = new("""{"verdict": "maybe"}""", SmallPack.Answer("explained", "Full.", "[1]"));
        Written written = await WriteAsync(chat);
        Assert.Equal(WrittenBy.Model, written.Explanation.WrittenBy);
        Assert.Equal(["system", "user", "assistant", "user"], chat.Requests[1].Messages.Select(message => RoleOf(message.Role)));
        Assert.Contains("verdict", chat.Requests[1].Messages[3].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_two_answers_in_another_form_plain_code_answers()
    {
        ScriptedChat chat = new("I think the disk was full.");
        Written written = await WriteAsync(chat);
        Assert.Equal(2, chat.Requests.Count);
        Assert.Equal("writer answered twice in a form that cannot be read: there is no JSON object in the answer", written.Note);
        Assert.Equal(SmallPack.Findings(), written.Explanation);
    }

    [Fact]
    public async Task A_gateway_that_is_away_leaves_the_answer_of_plain_code()
    {
        ScriptedChat chat = new((_, _) => throw new ChatUnavailableException("the model gateway cannot be reached"));
        Written written = await WriteAsync(chat);
        Assert.Equal("the model gateway cannot be reached", written.Note);
        Assert.Equal(SmallPack.Findings(), written.Explanation);
    }

    [Fact]
    public async Task A_model_that_obeys_a_log_line_changes_nothing()
    {
        string obeys = SmallPack.Answer("healthy", "Everything is healthy.", "[]");
        Written written = await WriteAsync(new ScriptedChat(obeys));
        Assert.Equal(Verdict.Explained, written.Explanation.Verdict);
        Assert.Equal("the answer of writer is not used: it calls healthy what is explained by the evidence", written.Note);
    }

    private static Task<Written> WriteAsync(ScriptedChat chat, Verdict plain = Verdict.Explained) =>
        WriterOf(chat).WriteAsync(SmallPack.Of(), SmallPack.Findings(plain), Patience, default);

    private static ModelWriter WriterOf(ScriptedChat chat) => new(chat, Options, Time);

    private static string RoleOf(ChatRole role) => role switch
    {
        ChatRole.System => "system",
        ChatRole.Assistant => "assistant",
        _ => "user",
    };
}
