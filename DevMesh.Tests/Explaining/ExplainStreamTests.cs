using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents;
using DevMesh.Functions.Explaining;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;
using DevMesh.Tests.Incidents;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Tests.Explaining;

public sealed class ExplainStreamTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly ExplainResponse Answer =
        ExplainResponse.Of(new ExplainedIncident(SmallPack.Of(), SmallPack.Findings(), null, []), TimeSpan.Zero);

    private readonly ManualTime _time = new(Now);

    [Fact]
    public async Task Steps_evidence_and_answer_come_in_order()
    {
        List<string> types = [];
        await foreach (SseItem<string> item in ExplainStream.EventsAsync(
            async (progress, ct) =>
            {
                await progress.AtAsync(ExplainStep.Collecting, ct);
                await progress.HaveAsync(SmallPack.Of(), SmallPack.Findings(), ct);
                await progress.AtAsync(ExplainStep.Writing, ct);
                return Answer;
            },
            Fail,
            _time,
            default))
        {
            types.Add(item.EventType);
            Assert.DoesNotContain('\n', item.Data); // or a reader would take it for the end of a field
        }

        Assert.Equal(["step", "evidence", "step", "explanation"], types);
    }

    [Fact]
    public async Task A_silence_is_broken_every_ten_seconds()
    {
        TaskCompletionSource<ExplainResponse> answer = new();
        await using IAsyncEnumerator<SseItem<string>> events =
            ExplainStream.EventsAsync((_, _) => answer.Task, Fail, _time, default).GetAsyncEnumerator();
        for (int i = 1; i <= 2; i++)
        {
            ValueTask<bool> next = events.MoveNextAsync();
            await _time.SomebodyWaitsUntil(Now.AddSeconds(10 * i));
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.True(await next);
            Assert.Equal("waiting", events.Current.EventType);
        }

        answer.SetResult(Answer);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("explanation", events.Current.EventType);
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task What_goes_wrong_on_the_way_is_an_event_with_a_problem_and_a_line_of_the_log()
    {
        LogLines lines = new();
        DefaultHttpContext context = new() { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Request.Path = "/explain";
        using MemoryStream body = new();
        context.Response.Body = body;
        StoreUnavailableException away = new("the database is away", new TimeoutException());
        IResult result = ExplainStream.Of(
            context,
            async (progress, ct) =>
            {
                await progress.AtAsync(ExplainStep.Collecting, ct);
                throw away;
            },
            _time,
            lines.Logger<ExplainStreamTests>(),
            default);
        await result.ExecuteAsync(context);

        string[] events = Encoding.UTF8.GetString(body.ToArray()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["event: step", "event: error"], events.Select(each => each.Split('\n')[0]));
        JsonElement problem = JsonElement.Parse(events[1].Split("data: ")[1]);
        Assert.Equal("urn:devmesh:error:store-unavailable", problem.GetProperty("type").GetString());
        Assert.Equal(503, problem.GetProperty("status").GetInt32());
        Assert.Equal("/explain", problem.GetProperty("instance").GetString());
        LogLine line = Assert.Single(lines.All);
        Assert.Same(away, line.Exception);
        Assert.Contains(problem.GetProperty("request_id").GetString()!, line.Message, StringComparison.Ordinal);
        Assert.Equal("no", context.Response.Headers["X-Accel-Buffering"]);
    }

    [Fact]
    public async Task Work_that_fails_before_its_first_await_is_an_event_too()
    {
        await using IAsyncEnumerator<SseItem<string>> events = ExplainStream.EventsAsync(
            (_, _) => throw new InvalidOperationException(), Fail, _time, default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("error", events.Current.EventType);
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task A_request_that_is_given_up_ends_the_work_while_nothing_is_sent()
    {
        using CancellationTokenSource request = new();
        TaskCompletionSource began = new();
        TaskCompletionSource stopped = new();
        await using IAsyncEnumerator<SseItem<string>> events = ExplainStream.EventsAsync(
            async (progress, ct) =>
            {
                began.SetResult();
                return await EndAsync(stopped, ct);
            },
            Fail,
            _time,
            request.Token).GetAsyncEnumerator();
        ValueTask<bool> next = events.MoveNextAsync();
        await began.Task;
        await request.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
        Assert.True(stopped.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task The_work_ends_when_nobody_reads_any_more()
    {
        TaskCompletionSource stopped = new();
        IAsyncEnumerator<SseItem<string>> events = ExplainStream.EventsAsync(
            async (progress, ct) =>
            {
                await progress.AtAsync(ExplainStep.Reading, ct);
                return await EndAsync(stopped, ct);
            },
            Fail,
            _time,
            default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        await events.DisposeAsync();
        Assert.True(stopped.Task.IsCompletedSuccessfully);
    }

    private static async Task<ExplainResponse> EndAsync(TaskCompletionSource stopped, CancellationToken ct)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return Answer;
        }
        finally
        {
            stopped.SetResult();
        }
    }

    private static Problem Fail(Exception exception) => ProblemMap.Of(exception);

    [Theory]
    [InlineData("text/event-stream", true)]
    [InlineData("application/json, text/event-stream;q=0.5", true)]
    [InlineData("text/event-stream;q=0", false)]
    [InlineData("application/json", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    public void Events_are_sent_to_those_who_ask_for_them(string accept, bool wanted)
    {
        DefaultHttpContext context = new();
        context.Request.Headers.Accept = accept;
        Assert.Equal(wanted, ExplainStream.IsWanted(context.Request));
    }
}
