namespace DevMesh.Functions.Http;

/// <summary>
/// Answers a problem as application/problem+json. It has no public properties, because the Functions worker also sends a
/// function's result to the host as JSON, where nobody reads it.
/// </summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public const string ContentType = "application/problem+json";

    internal Problem Problem { get; } = problem;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = Problem.Status;
        foreach ((string name, string value) in Problem.Headers)
        {
            response.Headers[name] = value;
        }

        // Without a token: a caller who has left is then no exception.
        return response.WriteAsJsonAsync(Told(Problem, httpContext), WireJson.Options, ContentType, CancellationToken.None);
    }

    /// <summary>The problem with what tells which request it is about.</summary>
    internal static Problem Told(Problem problem, HttpContext context) => problem with
    {
        Instance = context.Request.Path.Value,
        RequestId = Http.RequestId.Of(context),
        Who = LimitHit.By(problem, context),
    };
}
