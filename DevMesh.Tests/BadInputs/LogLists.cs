using static DevMesh.Tests.BadInputs.BadInput;

namespace DevMesh.Tests.BadInputs;

/// <summary>GET /logs and the filters that it shares with the searches.</summary>
internal static class LogLists
{
    private const string Names = "; accepted: node, service, level, since, until, template_id, contains, limit, cursor";
    private const string Time = "; accepted: an RFC 3339 time with its offset, such as 2026-11-22T07:30:00Z or 2026-11-22T09:30:00.25+02:00";
    private const string Limit = "; accepted: a whole number from 1 to 100";
    private const string Template = "; accepted: a whole number from 1 to 9223372036854775807";
    private const string Node = "; accepted: 1 to 64 letters, digits, dots, underscores and hyphens";
    private const string Level = "; accepted: emerg, alert, crit, err, warning, notice, info, debug, their usual aliases, or 0 to 7";
    private const string Cursor = "cursor: is no cursor of a list of logs; accepted: the next_cursor of an earlier answer, unchanged";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Of("a limit of 0", "limit=0", "limit: '0' is not accepted" + Limit),
        Of("a limit above the greatest", "limit=101", "limit: '101' is not accepted" + Limit) with { Limit = "QUERY_MAX_LIMIT",
            Maximum = 100 },
        Of("a limit that no number holds", "limit=99999999999999999999", "limit: '99999999999999999999' is not accepted" + Limit),
        Of("a negative limit", "limit=-1", "limit: '-1' is not accepted" + Limit),
        Of("a limit in words", "limit=ten", "limit: 'ten' is not accepted" + Limit),
        Of("a limit with a fraction", "limit=1.5", "limit: '1.5' is not accepted" + Limit),
        Of("a limit in hexadecimal digits", "limit=0x10", "limit: '0x10' is not accepted" + Limit),
        Of("a limit with a blank before it", "limit=%2010", "limit: ' 10' is not accepted" + Limit),
        Of("a limit with a separator", "limit=1,0", "limit: '1,0' is not accepted" + Limit),
        Of("a limit in Arabic digits", "limit=%D9%A1%D9%A0", "limit: '١٠' is not accepted" + Limit),
        Of("an empty limit", "limit=", "limit: is empty" + Limit),
        Of("a limit without a value", "limit", "limit: is empty" + Limit),
        Of("two limits", "limit=1&limit=2", "limit: is given 2 times; accepted: once: a whole number from 1 to 100"),
        Of("a limit twice in two cases", "limit=1&LIMIT=2",
            "limit: is given 2 times; accepted: once: a whole number from 1 to 100"),
        Of("a limit with an escape of the terminal", "limit=%1b%5B31m", "limit: '\u001b[31m' is not accepted" + Limit),
        Of("a misspelt name", "limt=5", "limt: is not a parameter of this route; accepted: limit"),
        Of("the beginning of a name", "templ=5", "templ: is not a parameter of this route; accepted: template_id"),
        Of("a name that is far from all", "format=xml", "format: is not a parameter of this route" + Names),
        Of("a name of a thousand characters", new string('x', 1000) + "=1",
            new string('x', 64) + "…: is not a parameter of this route" + Names),
        Of("a misspelt name beside a wrong value", "limit=0&nod=n", "nod: is not a parameter of this route; accepted: node"),
        Of("an empty name", "=1", ": is not a parameter of this route" + Names),
        Of("a parameter of SQL", "limit=1%3BDROP%20TABLE%20log_events",
            "limit: '1;DROP TABLE log_events' is not accepted" + Limit),
        Of("a node with a star", "node=gpu*", "node: 'gpu*' is not a node's name" + Node),
        Of("two nodes in one", "node=a,b", "node: 'a,b' is not a node's name" + Node),
        Of("a node of NUL", "node=%00", "node: '\0' is not a node's name" + Node),
        Of("a long node, of which only the beginning is told", "node=" + new string('n', 65),
            $"node: '{new string('n', 64)}…' is not a node's name" + Node),
        Of("a service of 256 characters as filter", "service=" + new string('s', 256),
            "service: has 256 characters; accepted: text of 1 to 255 characters"),
        Of("an empty service", "service=", "service: is empty; accepted: text of 1 to 255 characters"),
        Of("a level as filter that nobody knows", "level=loud", "level: 'loud' is not accepted" + Level),
        Of("a range of levels", "level=3..5", "level: '3..5' is not accepted" + Level),
        Of("a beginning in words", "since=yesterday", "since: 'yesterday' is not a time" + Time),
        Of("a beginning without an offset", "since=2026-11-22T10:00:00", "since: '2026-11-22T10:00:00' is not a time" + Time),
        Of("a beginning that has lost its plus", "since=2026-11-22T10:00:00+01:00",
            "since: '2026-11-22T10:00:00 01:00' has lost the + of its offset: send it as %2B" + Time),
        Of("a beginning in seconds", "since=1732269600", "since: '1732269600' is not a time" + Time),
        Of("a beginning in the hour 25", "since=2026-11-22T25:00:00Z", "since: '2026-11-22T25:00:00Z' is not a time" + Time),
        Of("an end in words", "until=now", "until: 'now' is not a time" + Time),
        Of("an end before the beginning", "since=2026-11-22T10:00:00Z&until=2026-11-22T09:00:00Z",
            "until: is not after since; accepted: a time after since"),
        Of("an end at the beginning", "since=2026-11-22T10:00:00Z&until=2026-11-22T11:00:00%2B01:00",
            "until: is not after since; accepted: a time after since"),
        Of("template 0", "template_id=0", "template_id: '0' is not accepted" + Template),
        Of("a template that no number holds", "template_id=9223372036854775808",
            "template_id: '9223372036854775808' is not accepted" + Template),
        Of("a template by its text", "template_id=%3Cip%3E", "template_id: '<ip>' is not accepted" + Template),
        Of("an empty part", "contains=", "contains: is empty; accepted: text of 1 to 64 characters"),
        Of("a part that is too long", "contains=" + new string('x', 65),
            "contains: has 65 characters; accepted: text of 1 to 64 characters")
            with { Limit = "QUERY_MAX_LENGTH", Maximum = 64 },
        Of("a page number for a cursor", "cursor=2", Cursor),
        Of("a cursor of some text", "cursor=bm90IGEgY3Vyc29y", Cursor),
        Of("a cursor whose last character was changed", "cursor=AQjeG0lC0sAAAAAAAAAAAAHJ-m_Z", Cursor),
        Of("a cursor of 10,000 characters", "cursor=" + new string('A', 5_000), Cursor),
        Of("an empty cursor", "cursor=", "cursor: is empty; accepted: the next_cursor of an earlier answer, unchanged"),
    ];

    private static BadInput Of(string mistake, string query, string detail) =>
        Wrong(mistake, Request.Get("/logs?" + query), detail);
}
