using System.Diagnostics;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Access;
using DevMesh.Functions.Monitoring;

namespace DevMesh.Functions.Http;

/// <summary>
/// What surrounds every HTTP function, under the Functions host and in the self-host alike: the request's id, the key, the
/// errors, and one log line for each failure. Both adapters call it and execute the result that it gives.
/// </summary>
internal sealed partial class HttpPipeline(AppMetrics metrics, IAccessGate gate, ILogger<HttpPipeline> logger)
{
    /// <param name="function">The name of the function.</param>
    /// <param name="next">Calls the function; gives what the function returned.</param>
    /// <param name="aborted">Ends when nobody waits for the answer any more.</param>
    /// <returns>The function's result, guarded while it is written, or a problem. Never throws.</returns>
    public async ValueTask<object?> InvokeAsync(
        HttpContext context, string function, Func<ValueTask<object?>> next, CancellationToken aborted)
    {
        long started = Stopwatch.GetTimestamp();
        context.Response.OnCompleted(() =>
        {
            metrics.Answered(function, context.Response.StatusCode, Stopwatch.GetElapsedTime(started));
            return Task.CompletedTask;
        });
        using IDisposable? scope = Log.Scope(logger, RequestId.Of(context));
        SetHeaders(context.Response);
        try
        {
            if (await gate.CheckAsync(context, function, aborted) is { } refusal)
            {
                return new ProblemResult(refusal);
            }

            object? result = await next();
            return result is IResult answer ? new GuardedResult(this, answer, aborted) : result;
        }
        catch (Exception e)
        {
            return Fail(context, e, aborted);
        }
    }

    /// <summary>A problem that no exception carries, logged like one that does.</summary>
    public IResult Refuse(HttpContext context, Problem problem)
    {
        SetHeaders(context.Response);
        string hit = LimitHit.By(problem, context) is { } who ? $" ({who})" : "";
        Log.Refused(
            logger,
            RequestId.Of(context),
            context.Request.Method,
            PathOf(context),
            problem.Status,
            Printable.Of(problem.Detail) + Printable.Of(hit));
        return new ProblemResult(problem);
    }

    private static void SetHeaders(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
    }

    private IResult Fail(HttpContext context, Exception exception, CancellationToken aborted)
    {
        string id = RequestId.Of(context);
        HttpRequest request = context.Request;
        if (IsAbort(exception, context, aborted))
        {
            Log.Aborted(logger, id, request.Method, PathOf(context));
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }

        Problem problem = ProblemMap.Of(exception);
        if (problem.Status >= StatusCodes.Status500InternalServerError && problem.Limit is null)
        {
            Log.Failed(logger, id, request.Method, PathOf(context), problem.Status, exception);
            return new ProblemResult(problem);
        }

        return Refuse(context, problem);
    }

    /// <summary>The path as it was sent, percent-encoded: a log must not show raw what a caller made up.</summary>
    private static string PathOf(HttpContext context) => context.Request.Path.ToUriComponent();

    /// <summary>Whether the exception is only what becomes of a request that nobody waits for.</summary>
    private static bool IsAbort(Exception exception, HttpContext context, CancellationToken aborted) =>
        (aborted.IsCancellationRequested || context.RequestAborted.IsCancellationRequested)
        && exception is OperationCanceledException or IOException;

    /// <summary>
    /// A result whose own failures, while it is written, are answered and logged like the function's. Without public
    /// properties, for the reason told at <see cref="ProblemResult"/>.
    /// </summary>
    private sealed class GuardedResult(HttpPipeline pipeline, IResult inner, CancellationToken aborted) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await inner.ExecuteAsync(httpContext);
            }
            catch (Exception e)
            {
                IResult problem = pipeline.Fail(httpContext, e, aborted);
                if (httpContext.Response.HasStarted)
                {
                    // Part of the answer is out: cutting the connection is the only way to say that it is not whole.
                    httpContext.Abort();
                    return;
                }

                httpContext.Response.Clear();
                SetHeaders(httpContext.Response);
                await problem.ExecuteAsync(httpContext);
            }
        }
    }
}
