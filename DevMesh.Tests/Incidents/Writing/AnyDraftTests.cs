using System.Text.Json;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace DevMesh.Tests.Incidents.Writing;

/// <summary>Whatever a model answers, what is told of it can be checked, and is not worse than what plain code tells.</summary>
public sealed class AnyDraftTests
{
    private static readonly IReadOnlyDictionary<long, PackLog> Logs = SmallPack.Of().LogsById();

    private static readonly Gen<string> Text = Gen.Frequency(
        (30, Gen.Elements(
            "The disk was full.", "line\nbreak", "\u001b[31m\u202e\u200b", "see http://evil.example/x", "rm -rf /", "\ud800",
            SmallPack.Order)),
        (1, Gen.Elements("", " ", new string('x', 700))));

    /// <summary>Ids of the pack, ids that are not in it, and what is no id.</summary>
    private static readonly Gen<string> Id = Gen.Frequency(
        (40, Gen.Choose(1, 4).Select(id => id.ToString())),
        (8, Gen.Elements("0", "-1", "5", "999", "9223372036854775807")),
        (1, Gen.Elements("null", "1.5", "\"1\"", "99999999999999999999")));

    private static readonly Gen<string> Claim =
        from text in Text
        from ids in Some(Id)
        from broken in Gen.Choose(0, 60)
        select broken switch
        {
            0 => "null",
            1 => $$"""{"text": {{JsonSerializer.Serialize(text)}}}""",
            2 => ClaimOf(text, string.Join(',', Enumerable.Repeat(ids, 30))),
            _ => ClaimOf(text, ids),
        };

    private static readonly Gen<string> Answer =
        from verdict in Gen.Frequency(
            (20, Gen.Elements("explained", "inconclusive", "healthy")), (1, Gen.Elements("Healthy", "fine", "")))
        from summary in Claim
        from cause in Claim
        from isFitting in Gen.Choose(0, 20)
        from chain in Some(Claim)
        from ruledOut in Some(Claim)
        from around in Gen.Frequency(
            (20, Gen.Constant("%")), (1, Gen.Elements("```json\n%\n```", "<think>{</think>%", "%}", "{%", "[%]")))
        select around.Replace(
            "%",
            $$"""
            {"verdict": "{{verdict}}", "summary": {{summary}},
             "likely_cause": {{((verdict == "explained") == (isFitting > 0) ? cause : "null")}},
             "chain": [{{chain}}], "ruled_out": [{{ruledOut}}]}
            """,
            StringComparison.Ordinal);

    public static TheoryData<Verdict> Verdicts => [.. Enum.GetValues<Verdict>()];

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void No_answer_cites_what_is_not_in_the_pack_or_turns_the_verdict(Verdict plain)
    {
        int used = 0;
        Prop.ForAll(Answer.ArrayOf(2).ToArbitrary(), answers =>
        {
            Written written = new ModelWriter(
                    new ScriptedChat(answers), new ModelWriterOptions("writer", 500), TimeProvider.System)
                .WriteAsync(SmallPack.Of(), SmallPack.Findings(plain), TimeSpan.FromHours(1), default).GetAwaiter().GetResult();
            used += written.Unused is null ? 1 : 0;
            AssertStands(written, plain);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true));
        Assert.InRange(used, 1, 999); // or nothing was tried
    }

    private static string ClaimOf(string text, string ids) =>
        $$"""{"text": {{JsonSerializer.Serialize(text)}}, "log_ids": [{{ids}}]}""";

    private static Gen<string> Some(Gen<string> each) =>
        Gen.Choose(0, 4).SelectMany(count => each.ListOf(count)).Select(all => string.Join(',', all));

    private static void AssertStands(Written written, Verdict plain)
    {
        Explanation told = written.Explanation;
        Assert.True(told.Verdict == plain || (plain, told.Verdict) == (Verdict.Inconclusive, Verdict.Explained));
        Assert.Equal(told.Verdict is Verdict.Explained, told.LikelyCause is not null);
        Assert.Equal(written.Unused is null ? WrittenBy.Model : WrittenBy.Plain, told.WrittenBy);
        Assert.Equal(SmallPack.Findings(plain).NextChecks, told.NextChecks);
        foreach (Claim claim in told.Claims)
        {
            Assert.All(claim.LogIds, id => Assert.True(Logs.ContainsKey(id)));
            Assert.False(string.IsNullOrWhiteSpace(claim.Text));
            Assert.DoesNotContain(claim.Text, char.IsControl);
            Assert.DoesNotContain("evil.example", claim.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("rm -rf", claim.Text, StringComparison.Ordinal);
            Assert.True(claim.LogIds.Count > 0 || claim == told.Summary);
        }

        if (told.LikelyCause is { } cause)
        {
            // The only line that plain code takes for the cause, and the only unusual one before the trouble.
            Assert.Contains(1, cause.LogIds);
        }
    }
}
