using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Http;

namespace DevMesh.Tests.Http;

public sealed class PageQueryTests
{
    private static readonly LogPosition Position =
        new(new DateTime(2026, 11, 22, 7, 30, 0, DateTimeKind.Utc).AddMicroseconds(123_456), 987_654_321);

    [Fact]
    public void Without_parameters_it_is_the_first_page_of_twenty() => Assert.Equal(new PageQuery(20, null), Read(""));

    [Fact]
    public void A_cursor_leads_to_where_it_was_made() =>
        Assert.Equal(new PageQuery(1000, Position), Read($"limit=1000&cursor={LogCursor.Encode(Position)}"));

    [Fact]
    public void A_cursor_needs_no_encoding_in_a_URL() =>
        Assert.Matches("^[A-Za-z0-9_-]{28}$", LogCursor.Encode(Position));

    [Fact]
    public void A_cursor_with_any_character_changed_is_refused()
    {
        string cursor = LogCursor.Encode(Position);
        for (int i = 0; i < cursor.Length; i++)
        {
            char other = cursor[i] == 'A' ? 'B' : 'A';
            Assert.Equal("cursor", Refused(cursor[..i] + other + cursor[(i + 1)..]).Field);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("%00")]
    [InlineData("====")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("%20AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_was_never_a_cursor_is_refused(string cursor) => Assert.Equal("cursor", Refused(cursor).Field);

    [Fact]
    public void A_cursor_that_is_cut_or_too_long_is_refused()
    {
        string cursor = LogCursor.Encode(Position);
        Refused(cursor[..^1]);
        Refused(cursor + "A");
        Refused(new string('A', 100_000));
    }

    [Fact]
    public void A_cursor_of_another_kind_of_list_is_refused() => Refused(OpaqueCursor.Encode(2, new byte[16]));

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    public void A_limit_out_of_range_is_refused(string query) =>
        Assert.Equal("limit", Assert.Throws<InvalidRequestException>(() => Read(query)).Field);

    private static InvalidRequestException Refused(string cursor) =>
        Assert.Throws<InvalidRequestException>(() => Read("cursor=" + cursor));

    private static PageQuery Read(string query) =>
        RequestQuery.Read(TestRequest.WithQuery(query), each => PageQuery.Read(each, QueryLimits.Default));
}
