using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;

namespace DevMesh.Functions.Explaining;

/// <summary>
/// An explanation as server-sent events: <c>step</c> for each step, <c>evidence</c> as soon as it is there, with what plain code
/// makes of it, and <c>explanation</c>, the whole answer, at the end; <c>waiting</c> when nothing else was sent for a while, so
/// that no proxy takes the connection for dead; <c>error</c> in place of the rest, with a problem.
/// </summary>
internal static partial class ExplainStream
{
    public const string ContentType = "text/event-stream";

    /// <summary>Proxies close connections that are silent for 30 or 60 seconds.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    public static bool IsWanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accept =>
            accept.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase) && accept.Quality is not 0);

    /// <param name="explain">Makes the answer, and says meanwhile how far it is.</param>
    public static IResult Of(
        HttpContext context,
        Func<IExplainProgress, CancellationToken, Task<ExplainResponse>> explain,
        TimeProvider clock,
        ILogger logger,
        CancellationToken ct)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep the events until the end
        return TypedResults.ServerSentEvents(EventsAsync(explain, e => ProblemOf(e, context, logger), clock, ct));
    }

    /// <summary>The pipeline takes an answer that has begun for a good one, so what goes wrong later is logged here.</summary>
    private static Problem ProblemOf(Exception exception, HttpContext context, ILogger logger)
    {
        Problem problem = ProblemResult.Told(ProblemMap.Of(exception), context);
        Log.Failed(logger, RequestId.Of(context), problem.Status, exception);
        return problem;
    }

    /// <param name="fail">Notes what went wrong, and gives what the caller is told of it.</param>
    internal static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        Func<IExplainProgress, CancellationToken, Task<ExplainResponse>> explain,
        Func<Exception, Problem> fail,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken ct)
    {
        Channel<SseItem<string>> events = Channel.CreateUnbounded<SseItem<string>>();
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task work = WorkAsync(explain, fail, events.Writer, left.Token);
        try
        {
            while (await NextAsync(events.Reader, clock, ct) is { } next)
            {
                yield return next;
            }
        }
        finally
        {
            await left.CancelAsync(); // nobody reads any more: the models need not go on
            await work;
        }
    }

    /// <returns>The next event, <c>waiting</c> after a silence, null at the end.</returns>
    private static async Task<SseItem<string>?> NextAsync(
        ChannelReader<SseItem<string>> events, TimeProvider clock, CancellationToken ct)
    {
        Task<bool> more = events.WaitToReadAsync(ct).AsTask();
        try
        {
            bool any = await more.WaitAsync(Silence, clock, ct);
            return any && events.TryRead(out SseItem<string> item) ? item : null;
        }
        catch (TimeoutException)
        {
            return new SseItem<string>("{}", "waiting");
        }
    }

    /// <summary>Never throws: what goes wrong is an event.</summary>
    private static async Task WorkAsync(
        Func<IExplainProgress, CancellationToken, Task<ExplainResponse>> explain,
        Func<Exception, Problem> fail,
        ChannelWriter<SseItem<string>> events,
        CancellationToken ct)
    {
        try
        {
            ExplainResponse answer = await explain(new Progress(events), ct);
            await events.WriteAsync(Item("explanation", answer), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nobody waits for the rest.
        }
        catch (Exception e)
        {
            events.TryWrite(Item("error", fail(e)));
        }
        finally
        {
            events.Complete();
        }
    }

    private static SseItem<string> Item<T>(string type, T body) => new(JsonSerializer.Serialize(body, WireJson.Options), type);

    private sealed class Progress(ChannelWriter<SseItem<string>> events) : IExplainProgress
    {
        public Task AtAsync(ExplainStep step, CancellationToken ct) => events.WriteAsync(Item("step", new { step }), ct).AsTask();

        public Task HaveAsync(EvidencePack pack, Explanation findings, CancellationToken ct) =>
            events.WriteAsync(Item("evidence", new { findings, evidence = EvidenceResponse.Of(pack) }), ct).AsTask();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Request {RequestId}: an explanation ended with {Status} while it was streamed")]
        public static partial void Failed(ILogger logger, string requestId, int status, Exception exception);
    }
}
