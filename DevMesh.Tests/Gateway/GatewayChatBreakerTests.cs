using System.Text.Json;
using System.Text.Json.Nodes;
using DevMesh.Domain.Incidents.Writing;
using DevMesh.Functions.Gateway;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Gateway;

/// <summary>How long a question may take, and which ends of it leave the model alone.</summary>
public sealed class GatewayChatBreakerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(1);
    private static readonly ChatRequest Request = new(
        "writer", [new ChatMessage(ChatRole.User, "question")], "plan", JsonNode.Parse("{}")!, 100, Patience);

    private readonly ManualTime _time = new(Now);
    private readonly LogLines _lines = new();
    private FakeGateway _gateway = null!;
    private GatewayChat _chat = null!;

    public async Task InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        _chat = GatewayChatTests.ChatOf(
            _gateway.Url, new GatewayState(configured: true, _time, _lines.Logger<GatewayState>()), _time, _lines);
    }

    public async Task DisposeAsync()
    {
        _chat.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_model_that_hangs_twice_is_not_asked_until_its_break_is_over_then_once()
    {
        _gateway.HangChats();
        ChatUnavailableException late = await HangAsync();
        Assert.True(late.IsTooLate);
        Assert.Equal("the model gateway did not answer for writer within 15 s (see EXPLAIN_TIMEOUT)", late.Message);
        await HangAsync();

        ChatUnavailableException refused = await UnavailableAsync();
        Assert.False(refused.IsTooLate);
        Assert.Equal(
            $"writer is left alone for another 30 s after failures in a row, the last: {late.Message}", refused.Message);
        Assert.Equal(2, _gateway.Requests.Count);

        _time.Advance(TimeSpan.FromSeconds(30));
        Task<string> probe = _chat.AskAsync(Request, default);
        await _gateway.SomebodyHangs();
        Assert.Contains("while another request tries it", (await UnavailableAsync()).Message, StringComparison.Ordinal);
        _time.Advance(Patience);
        await Assert.ThrowsAsync<ChatUnavailableException>(() => probe.WaitAsync(AtMost));
        Assert.Contains("for another 60 s", (await UnavailableAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(3, _gateway.Requests.Count);

        _time.Advance(TimeSpan.FromSeconds(60));
        _gateway.Chat = (context, _) => FakeGateway.WriteChatAsync(context, "{}");
        Assert.Equal("{}", await _chat.AskAsync(Request, default));
        Assert.Equal("{}", await _chat.AskAsync(Request, default));
    }

    [Theory]
    [InlineData(500, "", true)]
    [InlineData(503, "", true)]
    [InlineData(500, "maximum context length is 2048 tokens", false)]
    [InlineData(429, "", false)]
    [InlineData(400, "", false)]
    [InlineData(401, "", false)]
    [InlineData(404, "model writer not found", false)]
    public async Task Of_what_the_server_answers_only_its_own_failures_count(int status, string message, bool leaves)
    {
        _gateway.Chat = (context, _) => FakeGateway.RefuseAsync(context, status, message);
        await AssertLeftAloneAfterTwoAsync(leaves);
    }

    [Fact]
    public async Task A_connection_that_breaks_counts()
    {
        _gateway.Chat = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await AssertLeftAloneAfterTwoAsync(leaves: true);
    }

    [Fact]
    public async Task An_answer_in_another_form_does_not_count()
    {
        _gateway.Chat = (context, _) => context.Response.WriteAsync("not JSON");
        await AssertLeftAloneAfterTwoAsync(leaves: false);
    }

    [Fact]
    public async Task Callers_who_leave_do_not_count()
    {
        _gateway.HangChats();
        for (int i = 0; i < 3; i++)
        {
            using CancellationTokenSource caller = new();
            Task<string> asking = _chat.AskAsync(Request, caller.Token);
            await _gateway.SomebodyHangs();
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(AtMost));
        }

        Assert.Empty(_lines.All);
        _gateway.Chat = (context, _) => FakeGateway.WriteChatAsync(context, "{}");
        Assert.Equal("{}", await _chat.AskAsync(Request, default));
    }

    [Fact]
    public async Task The_time_of_a_question_is_for_all_of_its_requests()
    {
        _gateway.HangChats();
        Func<HttpContext, JsonElement, Task> hang = _gateway.Chat!;
        _gateway.Chat = (context, body) =>
        {
            if (!body.TryGetProperty("response_format", out _))
            {
                return hang(context, body);
            }

            _time.Advance(TimeSpan.FromSeconds(10));
            return FakeGateway.RefuseAsync(context, StatusCodes.Status400BadRequest);
        };
        Task<string> asking = _chat.AskAsync(Request, default);
        await _gateway.SomebodyHangs();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await Assert.ThrowsAsync<ChatUnavailableException>(() => asking.WaitAsync(AtMost))).IsTooLate);
    }

    private async Task<ChatUnavailableException> HangAsync()
    {
        Task<string> asking = _chat.AskAsync(Request, default);
        await _gateway.SomebodyHangs();
        _time.Advance(Patience);
        return await Assert.ThrowsAsync<ChatUnavailableException>(() => asking.WaitAsync(AtMost));
    }

    private Task<ChatUnavailableException> UnavailableAsync() =>
        Assert.ThrowsAsync<ChatUnavailableException>(() => _chat.AskAsync(Request, default).WaitAsync(AtMost));

    private async Task AssertLeftAloneAfterTwoAsync(bool leaves)
    {
        await UnavailableAsync();
        await UnavailableAsync();
        int asked = _gateway.Requests.Count;
        Assert.Equal(
            leaves, (await UnavailableAsync()).Message.StartsWith("writer is left alone", StringComparison.Ordinal));
        Assert.Equal(leaves, _gateway.Requests.Count == asked);
    }
}
