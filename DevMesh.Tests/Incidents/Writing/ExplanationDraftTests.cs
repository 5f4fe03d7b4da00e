using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Writing;

namespace DevMesh.Tests.Incidents.Writing;

public sealed class ExplanationDraftTests
{
    private const string Rest = """ "summary": {"text": "t", "log_ids": [1]}, "likely_cause": null, "chain": [], "ruled_out": []""";

    [Theory]
    [InlineData("""{"verdict": "healthy",%}""")]
    [InlineData("```json\n{\"verdict\": \"healthy\",%}\n```")]
    [InlineData("""Here it is: {"verdict": "healthy",%} I hope that helps.""")]
    [InlineData("""<think>perhaps {"verdict": "explained"}</think>{"verdict": "healthy",%}""")]
    public void The_object_is_found_in_what_surrounds_it(string answer) =>
        Assert.Equal(Verdict.Healthy, ExplanationDraft.Read(answer.Replace("%", Rest, StringComparison.Ordinal)).Verdict);

    [Theory]
    [InlineData("", "no JSON object")]
    [InlineData("null", "no JSON object")]
    [InlineData("{", "no JSON object")]
    [InlineData("{}", "verdict")]
    [InlineData("""{"verdict": "healthy"}""", "summary")]
    [InlineData("""{"verdict": 2,%}""", "$.verdict")]
    [InlineData("""{"verdict": "fine",%}""", "$.verdict")]
    [InlineData("""{"verdict": "healthy", "advice": "rm -rf /",%}""", "advice")]
    [InlineData("""{"verdict": "healthy", "verdict": "explained",%}""", "verdict")]
    [InlineData("""{"verdict": "explained",%}""", "likely_cause must be there")]
    [InlineData("""{"verdict": "healthy", "summary": null, "likely_cause": null, "chain": [], "ruled_out": []}""", "summary")]
    [InlineData("""{"verdict": "healthy", "summary": {"text": " ", "log_ids": []}, "likely_cause": null, "chain": [], "ruled_out": []}""", "1 to 600")]
    [InlineData("""{"verdict": "healthy", "summary": {"text": "t", "log_ids": ["1"]}, "likely_cause": null, "chain": [], "ruled_out": []}""", "log_ids")]
    [InlineData("""{"verdict": "healthy", "summary": "t", "likely_cause": null, "chain": [], "ruled_out": []}""", "$.summary")]
    [InlineData("""{"verdict": "healthy", "summary": {"text": "t", "log_ids": []}, "likely_cause": null, "chain": [null], "ruled_out": []}""", "null")]
    [InlineData("""{"verdict": "healthy", "summary": {"text": "t", "log_ids": [null]}, "likely_cause": null, "chain": [], "ruled_out": []}""", "null")]
    [InlineData("""{"verdict": "healthy", "summary": {"text": "t", "log_ids": null}, "likely_cause": null, "chain": [], "ruled_out": []}""", "log_ids")]
    [InlineData("""{"verdict": "healthy", "summary": {"text": "t", "log_ids": [9999999999999999999]}, "likely_cause": null, "chain": [], "ruled_out": []}""", "log_ids")]
    [InlineData("""{"verdict": "healthy", "summary": {"text": "t", "log_ids": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]}, "likely_cause": null, "chain": [], "ruled_out": []}""", "names 21 lines")]
    public void What_does_not_fit_is_told_where(string answer, string part)
    {
        FormatException e = Assert.Throws<FormatException>(
            () => ExplanationDraft.Read(answer.Replace("%", Rest, StringComparison.Ordinal)));
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_and_not_cut()
    {
        string answer = $$"""{"verdict": "healthy", {{Rest.Replace("\"t\"", $"\"{new string('x', 601)}\"", StringComparison.Ordinal)}}}""";
        Assert.Contains("601", Assert.Throws<FormatException>(() => ExplanationDraft.Read(answer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_told_is_printable_and_short_and_names_nothing_of_this_program()
    {
        string answer = $$"""{"verdict": "healthy", "\u001b[31m{{new string('x', 5000)}}": 1,{{Rest}}}""";
        string told = Assert.Throws<FormatException>(() => ExplanationDraft.Read(answer)).Message;
        Assert.InRange(told.Length, 1, 500);
        Assert.DoesNotContain(told, char.IsControl);
        Assert.DoesNotContain("DevMesh", told, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_stands_for_itself() =>
        Assert.DoesNotContain("$ref", ExplanationDraft.Schema.ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public void The_schema_names_every_member_and_allows_no_other()
    {
        string schema = ExplanationDraft.Schema.ToJsonString();
        Assert.All(
            ["verdict", "explained", "inconclusive", "healthy", "summary", "likely_cause", "chain", "ruled_out", "text", "log_ids"],
            name => Assert.Contains($"\"{name}\"", schema, StringComparison.Ordinal));
        Assert.Contains("\"additionalProperties\":false", schema, StringComparison.Ordinal);
        Assert.Contains("\"required\":", schema, StringComparison.Ordinal);
    }
}
