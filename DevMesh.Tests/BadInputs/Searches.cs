using static DevMesh.Tests.BadInputs.BadInput;

namespace DevMesh.Tests.BadInputs;

/// <summary>GET /search/logs and /search/templates.</summary>
internal static class Searches
{
    private const string Query = "; accepted: text of 1 to 64 characters";
    private const string Time = "; accepted: an RFC 3339 time with its offset, such as 2026-11-22T07:30:00Z or 2026-11-22T09:30:00.25+02:00";
    private const string Examples = "; accepted: a whole number from 0 to 20";
    private const string Cursor = "cursor: is no cursor of a search; accepted: the next_cursor of an earlier answer, unchanged";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Logs("a search for nothing", "", "query: is missing" + Query),
        Logs("a search for an empty text", "query=", "query: is empty" + Query),
        Logs("a query that is too long", "query=" + new string('q', 65), "query: has 65 characters" + Query)
            with { Limit = "QUERY_MAX_LENGTH", Maximum = 64 },
        Logs("two queries", "query=a&query=b", "query: is given 2 times; accepted: once: text of 1 to 64 characters"),
        Logs("a query under a short name", "q=disk", "q: is not a parameter of this route; "
            + "accepted: query, node, service, level, since, until, template_id, contains, limit, cursor"),
        Logs("a search for logs with examples", "query=a&examples=3", "examples: is not a parameter of this route; "
            + "accepted: query, node, service, level, since, until, template_id, contains, limit, cursor"),
        Logs("a search for logs that are new", "query=a&novel_since=2026-11-22T10:00:00Z",
            "novel_since: is not a parameter of this route; "
            + "accepted: query, node, service, level, since, until, template_id, contains, limit, cursor"),
        Logs("a search with a limit of 0", "query=a&limit=0",
            "limit: '0' is not accepted; accepted: a whole number from 1 to 100"),
        Logs("a search with a limit above the greatest", "query=a&limit=1000",
            "limit: '1000' is not accepted; accepted: a whole number from 1 to 100")
            with { Limit = "QUERY_MAX_LIMIT", Maximum = 100 },
        Logs("a search on a wrong node", "query=a&node=a%20b",
            "node: 'a b' is not a node's name; accepted: 1 to 64 letters, digits, dots, underscores and hyphens"),
        Logs("a search from a wrong time", "query=a&since=monday", "since: 'monday' is not a time" + Time),
        Logs("a search whose end is before its beginning", "query=a&since=2026-11-22T10:00:00Z&until=2026-11-21T10:00:00Z",
            "until: is not after since; accepted: a time after since"),
        Logs("a search that goes on from a number", "query=a&cursor=20", Cursor),
        Logs("a search that goes on from a list", "query=a&cursor=AQjeG0lC0sAAAAAAAAAAAAHJ-m_Y", Cursor),
        Templates("a search for templates for nothing", "", "query: is missing" + Query),
        Templates("a search for templates with a query that is too long",
            "query=" + new string('%', 0) + string.Concat(Enumerable.Repeat("%C3%BC", 65)),
            "query: has 65 characters" + Query) with { Limit = "QUERY_MAX_LENGTH", Maximum = 64 },
        Templates("21 examples", "query=a&examples=21", "examples: '21' is not accepted" + Examples),
        Templates("-1 examples", "query=a&examples=-1", "examples: '-1' is not accepted" + Examples),
        Templates("examples in words", "query=a&examples=some", "examples: 'some' is not accepted" + Examples),
        Templates("new since a word", "query=a&novel_since=boot", "novel_since: 'boot' is not a time" + Time),
        Templates("new since a time that has lost its plus", "query=a&novel_since=2026-11-22T10:00:00+01:00",
            "novel_since: '2026-11-22T10:00:00 01:00' has lost the + of its offset: send it as %2B" + Time),
        Templates("a search for templates that goes on from a word", "query=a&cursor=next", Cursor),
        Templates("a search for templates with a sort", "query=a&sort=count", "sort: is not a parameter of this route; accepted: "
            + "query, node, service, level, since, until, template_id, contains, novel_since, limit, examples, cursor"),
    ];

    private static BadInput Logs(string mistake, string query, string detail) =>
        Wrong(mistake, Request.Get("/search/logs?" + query), detail);

    private static BadInput Templates(string mistake, string query, string detail) =>
        Wrong(mistake, Request.Get("/search/templates?" + query), detail);
}
