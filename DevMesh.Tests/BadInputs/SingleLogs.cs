using static DevMesh.Tests.BadInputs.BadInput;

namespace DevMesh.Tests.BadInputs;

/// <summary>GET /logs/{id} and /logs/{id}/context.</summary>
internal static class SingleLogs
{
    private const string Id = "id: is not the id of a log; accepted: a whole number";
    private const string Count = "; accepted: a whole number from 0 to 100";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Wrong("the id of a log in words", Request.Get("/logs/last"), Id),
        Wrong("a negative id", Request.Get("/logs/-1"), Id),
        Wrong("an id with a plus", Request.Get("/logs/+1"), Id),
        Wrong("an id with a fraction", Request.Get("/logs/1.0"), Id),
        Wrong("an id that no number holds", Request.Get("/logs/9223372036854775808"), Id),
        Wrong("an id of SQL", Request.Get("/logs/1%20OR%201=1"), Id),
        Wrong("an id with a blank after it", Request.Get("/logs/1%20"), Id),
        new("an id of NUL", Request.Get("/logs/%00"), 400, Type: null, Detail: null),
        new("a slash after an id", Request.Get("/logs/4611686018427387905/"), 404, "not-found",
            "log 4611686018427387905 does not exist"),
        new("a log that is not there", Request.Get("/logs/4611686018427387904"), 404, "not-found", "log 4611686018427387904 does not exist"),
        new("log 0", Request.Get("/logs/0"), 404, "not-found", "log 0 does not exist"),
        new("the greatest id there is", Request.Get("/logs/9223372036854775807"), 404, "not-found",
            "log 9223372036854775807 does not exist"),
        Wrong("a log with a parameter", Request.Get("/logs/1?fields=all"),
            "fields: is not a parameter of this route; accepted: no parameters"),
        Wrong("a log that is not there with a parameter", Request.Get("/logs/4611686018427387904?x=1"),
            "x: is not a parameter of this route; accepted: no parameters"),
        Wrong("the context of words", Request.Get("/logs/last/context"), Id),
        new("the context of a log that is not there", Request.Get("/logs/4611686018427387904/context"), 404, "not-found",
            "log 4611686018427387904 does not exist"),
        Wrong("a context before of -1", Request.Get("/logs/1/context?before=-1"), "before: '-1' is not accepted" + Count),
        Wrong("a context before above the greatest", Request.Get("/logs/1/context?before=101"),
            "before: '101' is not accepted" + Count)
            with { Limit = "QUERY_MAX_LIMIT", Maximum = 100 },
        Wrong("a context after in words", Request.Get("/logs/1/context?after=all"), "after: 'all' is not accepted" + Count),
        Wrong("an empty context after", Request.Get("/logs/1/context?after="), "after: is empty" + Count),
        Wrong("a context with a limit", Request.Get("/logs/1/context?limit=5"),
            "limit: is not a parameter of this route; accepted: before, after"),
        Wrong("a misspelt context", Request.Get("/logs/1/context?befor=5"),
            "befor: is not a parameter of this route; accepted: before"),
    ];
}
