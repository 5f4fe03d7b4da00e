using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Http;

namespace DevMesh.Tests.Http;

public sealed class RequestQueryTests
{
    [Fact]
    public void Absent_parameters_give_their_defaults()
    {
        var read = Read("", q => (
            Text: q.Text("t"), Int: q.Int("i", 20, 1, 1000), Long: q.Long("l", 1, 9), Flag: q.Flag("f"),
            Time: q.Time("since"), Level: q.Level("level"), Node: q.Node("node"), Choice: q.Choice("sort", "count", "recent")));
        Assert.Equal((null, 20, null, false, null, null, null, "count"), read);
    }

    [Fact]
    public void Each_type_reads_what_it_accepts()
    {
        var read = Read(
            "t=docker+restart%20now&i=1000&l=9&f=true&since=2026-11-22T09:30:00.25%2B02:00&level=WARN&node=gpu-node&sort=Recent",
            q => (
                Text: q.Text("t"), Int: q.Int("i", 20, 1, 1000), Long: q.Long("l", 1, 9), Flag: q.Flag("f"),
                Time: q.Time("since"), Level: q.Level("level"), Node: q.Node("node"), Choice: q.Choice("sort", "count", "recent")));
        Assert.Equal(
            ("docker restart now", 1000, 9, true, new DateTime(2026, 11, 22, 7, 30, 0, 250, DateTimeKind.Utc), Level.Warning,
                "gpu-node", "recent"),
            read);
    }

    [Theory]
    [InlineData("i=0", "i", "'0' is not accepted", "a whole number from 1 to 1000")]
    [InlineData("i=1001", "i", "'1001' is not accepted", "a whole number from 1 to 1000")]
    [InlineData("i=1.5", "i", "'1.5' is not accepted", "a whole number from 1 to 1000")]
    [InlineData("i=+5", "i", "' 5' is not accepted", "a whole number from 1 to 1000")]
    [InlineData("i=0x10", "i", "'0x10' is not accepted", "a whole number from 1 to 1000")]
    [InlineData("i=99999999999999999999", "i", "'99999999999999999999' is not accepted", "a whole number from 1 to 1000")]
    [InlineData("i=", "i", "is empty", "a whole number from 1 to 1000")]
    [InlineData("i", "i", "is empty", "a whole number from 1 to 1000")]
    [InlineData("i=1&i=2", "i", "is given 2 times", "once: a whole number from 1 to 1000")]
    [InlineData("i=1&I=2", "i", "is given 2 times", "once: a whole number from 1 to 1000")]
    [InlineData("f=yes", "f", "'yes' is not accepted", "true or false")]
    [InlineData("level=loud", "level", "'loud' is not accepted", Levels.Accepted)]
    [InlineData("node=a%20b", "node", "'a b' is not a node's name", NodeName.Accepted)]
    [InlineData("node=a%00", "node", "'a\0' is not a node's name", NodeName.Accepted)]
    [InlineData("sort=best", "sort", "'best' is none of them", "count, recent")]
    [InlineData("t=", "t", "is empty", "text of 1 to 10 characters")]
    [InlineData("t=12345678901", "t", "has 11 characters", "text of 1 to 10 characters")]
    public void A_wrong_value_is_refused_by_name(string query, string field, string problem, string accepted)
    {
        InvalidRequestException refused = Assert.Throws<InvalidRequestException>(() => Read(query, q =>
        {
            q.Int("i", 20, 1, 1000);
            q.Flag("f");
            q.Level("level");
            q.Node("node");
            q.Choice("sort", "count", "recent");
            q.Text("t", 10);
            return true;
        }));
        Assert.Equal(field, refused.Field);
        Assert.Equal($"{field}: {problem}; accepted: {accepted}", refused.Message);
    }

    [Theory]
    [InlineData("2026-11-22", "'2026-11-22' is not a time")]
    [InlineData("2026-11-22T07:30:00", "'2026-11-22T07:30:00' is not a time")]
    [InlineData("2026-11-22T07:30:00+02:00", "'2026-11-22T07:30:00 02:00' has lost the + of its offset: send it as %2B")]
    [InlineData("now", "'now' is not a time")]
    public void A_time_without_its_offset_is_refused(string value, string problem)
    {
        InvalidRequestException refused = Assert.Throws<InvalidRequestException>(() => Read("since=" + value, q => q.Time("since")));
        Assert.StartsWith("since: " + problem, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limt=5", "limt", "limit")]
    [InlineData("lim=5", "lim", "limit")]
    [InlineData("xyz=5", "xyz", "limit, query")]
    [InlineData("=5", "", "limit, query")]
    public void An_unknown_parameter_is_refused_with_the_nearest_names(string query, string field, string accepted)
    {
        InvalidRequestException refused = Assert.Throws<InvalidRequestException>(
            () => Read(query + "&query=x", q => (q.Int("limit", 20, 1, 1000), q.RequiredText("query"))));
        Assert.Equal((field, accepted), (refused.Field, refused.Accepted));
    }

    [Fact]
    public void An_unknown_parameter_is_told_before_a_missing_one() =>
        Assert.Equal("qurey", Assert.Throws<InvalidRequestException>(() => Read("qurey=x", q => q.RequiredText("query"))).Field);

    [Fact]
    public void A_required_text_that_is_missing_is_told() =>
        Assert.Equal(
            "query: is missing; accepted: text of 1 to 1024 characters",
            Assert.Throws<InvalidRequestException>(() => Read("", q => q.RequiredText("query"))).Message);

    [Fact]
    public void Of_several_errors_the_first_that_is_read_is_told() =>
        Assert.Equal("b", Assert.Throws<InvalidRequestException>(() => Read("a=x&b=y", q => (q.Int("b", 1, 1, 2), q.Int("a", 1, 1, 2)))).Field);

    [Fact]
    public void Long_values_and_names_are_not_repeated_whole()
    {
        InvalidRequestException value = Assert.Throws<InvalidRequestException>(
            () => Read("i=" + new string('9', 10_000), q => q.Int("i", 1, 1, 2)));
        InvalidRequestException name = Assert.Throws<InvalidRequestException>(() => Read(new string('n', 10_000) + "=1", q => q.Int("i", 1, 1, 2)));
        Assert.InRange(value.Message.Length, 64, 200);
        Assert.InRange(name.Message.Length, 64, 200);
    }

    [Fact]
    public void A_route_without_parameters_refuses_any()
    {
        RequestQuery.RefuseAll(TestRequest.WithQuery(""));
        Assert.Equal(
            "no parameters", Assert.Throws<InvalidRequestException>(() => RequestQuery.RefuseAll(TestRequest.WithQuery("a=1"))).Accepted);
    }

    private static T Read<T>(string query, Func<RequestQuery, T> read) => RequestQuery.Read(TestRequest.WithQuery(query), read);
}
