using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Writing;

namespace DevMesh.Tests.Incidents.Writing;

public sealed class ModelWriterTests
{
    private static readonly ModelWriterOptions Options = new("writer", 500);

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

    [Fact]
    public async Task A_cause_on_lines_that_are_as_usual_does_not_explain_what_plain_code_could_not()
    {
        Written written = await WriteAsync(new ScriptedChat(SmallPack.Answer("explained", "Certificates.", "[3]")), Verdict.Inconclusive);
        Assert.Contains("as usual", written.Note, StringComparison.Ordinal);
        Assert.Equal(Verdict.Inconclusive, written.Explanation.Verdict);
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

    [Fact]
    public async Task A_link_that_stands_in_no_cited_line_takes_its_claim_along()
    {
        Written written = await WriteAsync(
            new ScriptedChat(SmallPack.Answer("explained", "Full, see http://evil.example/x for help.", "[1]")));
        Assert.Equal(WrittenBy.Plain, written.Explanation.WrittenBy);
        Assert.Equal(2, written.Explanation.RemovedClaims);
    }

    private static Task<Written> WriteAsync(ScriptedChat chat, Verdict plain = Verdict.Explained) =>
        new ModelWriter(chat, Options).WriteAsync(SmallPack.Of(), SmallPack.Findings(plain), default);

    private static string RoleOf(ChatRole role) => role switch
    {
        ChatRole.System => "system",
        ChatRole.Assistant => "assistant",
        _ => "user",
    };
}
