using static DevMesh.Tests.BadInputs.BadInput;

namespace DevMesh.Tests.BadInputs;

/// <summary>POST /explain, and /incidents with what is below it.</summary>
internal static class Explaining
{
    private const string Question = "; accepted: a string of 1 to 2000 characters, or since for a window without a question";
    private const string Text = "question: is no such text; accepted: a string of 1 to 2000 characters";
    private const string Time = "; accepted: an RFC 3339 time with its offset, such as 2026-11-22T07:30:00Z or 2026-11-22T09:30:00.25+02:00";
    private const string Window = "until: makes no such window; accepted: a time after since, by at most 7 days";
    private const string Id = "id: is not the id of an incident; accepted: a whole number";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Wrong("an explanation of nothing", Explain(""),
            "body: is not valid JSON at line 1, byte 1; accepted: one JSON object in UTF-8"),
        Wrong("a question in plain text", Explain("why?"),
            "body: is not valid JSON at line 1, byte 1; accepted: one JSON object in UTF-8"),
        Wrong("a question that is only text", Explain("\"why?\""), "body: is no JSON object; accepted: one JSON object in UTF-8"),
        Wrong("no question and no window", Explain("{}"), "question: is missing" + Question),
        Wrong("an empty question", Explain("""{"question":""}"""), Text),
        Wrong("a question of blanks", Explain("""{"question":"  \n "}"""), Text),
        Wrong("a question that is a number", Explain("""{"question":42}"""), Text),
        Wrong("a question of 2,001 characters", Explain($$"""{"question":"{{new string('q', 2001)}}"}"""), Text),
        Wrong("a question with half a surrogate pair", Explain("""{"question":"\ud800"}"""), Text),
        Wrong("a misspelt question", Explain("""{"qestion":"why?"}"""),
            "qestion: is not a member of this request; accepted: question"),
        Wrong("a question twice", Explain("""{"question":"a","question":"b"}"""),
            "question: is there twice; accepted: each member once"),
        Wrong("a member of half a surrogate pair beside the question", Explain("""{"question":"a","\ud800":1}"""),
            "body: has a member whose name is no Unicode; accepted: names in Unicode"),
        Wrong("a window from a word on", Explain("""{"question":"a","since":"monday"}"""), "since: is not a time" + Time),
        Wrong("a window to a number", Explain("""{"question":"a","since":"2026-11-22T10:00:00Z","until":5}"""),
            "until: is not a time" + Time),
        Wrong("a window that ends before it begins",
            Explain("""{"question":"a","since":"2026-11-22T10:00:00Z","until":"2026-11-22T09:00:00Z"}"""), Window),
        Wrong("a window of more than a week",
            Explain("""{"question":"a","since":"2026-11-01T10:00:00Z","until":"2026-11-08T10:00:01Z"}"""), Window),
        Wrong("a question about a wrong node", Explain("""{"question":"a","node":"a b"}"""),
            "node: is not a node's name; accepted: 1 to 64 letters, digits, dots, underscores and hyphens"),
        Wrong("a question about a service of 256 characters",
            Explain($$"""{"question":"a","service":"{{new string('s', 256)}}"}"""),
            "service: is no such text; accepted: a string of 1 to 255 characters"),
        TooLarge("a question of more than 64 KiB", Explain($$"""{"question":"{{new string('q', 65_536)}}"}"""),
            "explain", 65_536, "bytes in a body as it is sent"),
        Wrong("a question in the address", Request.Post("/explain?question=why", "{}"),
            "question: is not a parameter of this route; accepted: no parameters"),
        Wrong("an incident by a wrong id", Request.Post("/incidents", """{"id":0}"""),
            "id: is not an id; accepted: a whole number above 0"),
        Wrong("an incident by an id in quotes", Request.Post("/incidents", """{"id":"7"}"""),
            "id: is not an id; accepted: a whole number above 0"),
        Wrong("a title of 301 characters", Request.Post("/incidents", $$"""{"id":1,"title":"{{new string('t', 301)}}"}"""),
            "title: is no such text; accepted: a string of 1 to 300 characters"),
        Wrong("an incident of nothing", Request.Post("/incidents", "{}"), "question: is missing" + Question),
        new("an explanation that is not there", Request.Post("/incidents", """{"id":4611686018427387904}"""), 404, "not-found",
            "explanation 4611686018427387904 (one that is not kept is forgotten after a day) does not exist"),
        Wrong("incidents with a limit of 0", Request.Get("/incidents?limit=0"),
            "limit: '0' is not accepted; accepted: a whole number from 1 to 100"),
        Wrong("incidents with a limit above the greatest", Request.Get("/incidents?limit=101"),
            "limit: '101' is not accepted; accepted: a whole number from 1 to 100") with { Limit = "QUERY_MAX_LIMIT",
                Maximum = 100 },
        Wrong("incidents from a word on", Request.Get("/incidents?cursor=next"),
            "cursor: is no cursor of the list of incidents; accepted: the next_cursor of an earlier answer, unchanged"),
        Wrong("an incident in words", Request.Get("/incidents/last"), Id),
        new("an incident that is not there", Request.Get("/incidents/4611686018427387904"), 404, "not-found", "incident 4611686018427387904 does not exist"),
        Wrong("a verdict on a word", Request.Post("/incidents/last/verdict", """{"verdict":"right"}"""), Id),
        Wrong("no verdict", Request.Post("/incidents/1/verdict", "{}"), "verdict: is missing; accepted: right, wrong"),
        Wrong("a verdict that is none", Request.Post("/incidents/1/verdict", """{"verdict":"maybe"}"""),
            "verdict: is none of them; accepted: right, wrong"),
        Wrong("a note of 4,001 characters",
            Request.Post("/incidents/1/verdict", $$"""{"verdict":"right","note":"{{new string('n', 4001)}}"}"""),
            "note: is no such text; accepted: a string of 1 to 4000 characters"),
        new("a verdict on what is not there", Request.Post("/incidents/4611686018427387904/verdict", """{"verdict":"right"}"""), 404,
            "not-found",
            "incident 4611686018427387904 does not exist"),
    ];

    private static Request Explain(string body) => Request.Post("/explain", body);
}
