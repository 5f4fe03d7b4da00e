using static DevMesh.Tests.BadInputs.BadInput;

namespace DevMesh.Tests.BadInputs;

/// <summary>GET /templates, /templates/{id}, /stats, /nodes, /health and /metrics.</summary>
internal static class TemplatesAndOthers
{
    private const string Id = "id: is not the id of a template; accepted: a whole number";
    private const string Sort = "; accepted: count, recent, novel";
    private const string Cursor = "cursor: is no cursor of such a list; accepted: the next_cursor of an earlier answer with the same sort, unchanged";
    private const string None = "is not a parameter of this route; accepted: no parameters";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Wrong("a sort that there is not", Request.Get("/templates?sort=name"), "sort: 'name' is none of them" + Sort),
        Wrong("an empty sort", Request.Get("/templates?sort="), "sort: is empty" + Sort),
        Wrong("two sorts", Request.Get("/templates?sort=count&sort=novel"),
            "sort: is given 2 times; accepted: once: count, recent, novel"),
        Wrong("a sort by its number", Request.Get("/templates?sort=0"), "sort: '0' is none of them" + Sort),
        Wrong("templates with a limit of 0", Request.Get("/templates?limit=0"),
            "limit: '0' is not accepted; accepted: a whole number from 1 to 100"),
        Wrong("templates with a limit above the greatest", Request.Get("/templates?limit=500"),
            "limit: '500' is not accepted; accepted: a whole number from 1 to 100") with { Limit = "QUERY_MAX_LIMIT",
                Maximum = 100 },
        Wrong("templates from a page number", Request.Get("/templates?page=2"),
            "page: is not a parameter of this route; accepted: sort, limit, cursor"),
        Wrong("templates of a node", Request.Get("/templates?node=n"),
            "node: is not a parameter of this route; accepted: sort, limit, cursor"),
        Wrong("templates from a word on", Request.Get("/templates?cursor=next"), Cursor),
        Wrong("templates from a cursor of logs", Request.Get("/templates?cursor=AQjeG0lC0sAAAAAAAAAAAAHJ-m_Y"), Cursor),
        Wrong("the id of a template in words", Request.Get("/templates/first"), Id),
        Wrong("a template by its placeholder", Request.Get("/templates/%3Cip%3E"), Id),
        Wrong("a template that no number holds as id", Request.Get("/templates/18446744073709551616"), Id),
        new("a template that is not there", Request.Get("/templates/4611686018427387904"), 404, "not-found", "template 4611686018427387904 does not exist"),
        Wrong("a template with a parameter", Request.Get("/templates/1?examples=3"), "examples: " + None),
        Wrong("stats with a parameter", Request.Get("/stats?node=n"), "node: " + None),
        Wrong("nodes with a parameter", Request.Get("/nodes?state=pending"), "state: " + None),
        Wrong("health with a parameter", Request.Get("/health?verbose=1"), "verbose: " + None),
        Wrong("metrics with a parameter", Request.Get("/metrics?name=up"), "name: " + None),
    ];
}
