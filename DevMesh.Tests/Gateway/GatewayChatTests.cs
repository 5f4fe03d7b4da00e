using System.Text.Json;
using System.Text.Json.Nodes;
using DevMesh.Domain.Incidents.Writing;
using DevMesh.Functions.Gateway;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Gateway;

public sealed class GatewayChatTests : IAsyncLifetime
{
    private static readonly ChatRequest Request = new(
        "phi4",
        [new ChatMessage(ChatRole.System, "rules"), new ChatMessage(ChatRole.User, "question"), new ChatMessage(ChatRole.Assistant, "answer")],
        "plan",
        JsonNode.Parse("""{"type": "object"}""")!,
        77,
        TimeSpan.FromSeconds(30));

    private readonly LogLines _lines = new();
    private FakeGateway _gateway = null!;
    private GatewayState _state = null!;
    private GatewayChat _chat = null!;

    public async Task InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        _state = new GatewayState(configured: true, TimeProvider.System, _lines.Logger<GatewayState>());
        _chat = ChatOf(_gateway.Url, _state, TimeProvider.System, _lines);
    }

    public async Task DisposeAsync()
    {
        _chat.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_conversation_is_sent_with_its_schema_and_the_answer_comes_back_as_it_is()
    {
        _gateway.Chat = (context, _) => FakeGateway.WriteChatAsync(context, " {\"a\": 1} ");
        Assert.Equal(" {\"a\": 1} ", await _chat.AskAsync(Request, default));
        JsonElement sent = Assert.Single(_gateway.Requests);
        Assert.Equal(
            """{"model":"phi4","messages":[{"role":"system","content":"rules"},{"role":"user","content":"question"},{"role":"assistant","content":"answer"}],"max_tokens":77,"temperature":0,"seed":0,"stream":false,"response_format":{"type":"json_schema","json_schema":{"name":"plan","schema":{"type":"object"},"strict":true}}}""",
            sent.GetRawText());
        Assert.Equal(["Bearer secret"], _gateway.Keys);
    }

    [Fact]
    public async Task A_server_that_knows_no_schema_is_asked_without()
    {
        _gateway.Chat = (context, body) => body.TryGetProperty("response_format", out _)
            ? FakeGateway.RefuseAsync(context, StatusCodes.Status400BadRequest, "unknown field response_format")
            : FakeGateway.WriteChatAsync(context, "{}");
        Assert.Equal("{}", await _chat.AskAsync(Request, default));
        Assert.Equal(2, _gateway.Requests.Count);
    }

    [Theory]
    [InlineData(401, "", "GATEWAY_API_KEY")]
    [InlineData(404, "model phi4 not found", "EXPLAIN_MODEL and PLANNER_MODEL")]
    [InlineData(400, "maximum context length is 2048 tokens", "EXPLAIN_TOKEN_BUDGET")]
    [InlineData(500, "", "answered 500")]
    public async Task What_the_gateway_refuses_is_told_in_the_words_of_an_operator(int status, string message, string part)
    {
        _gateway.Chat = (context, _) => FakeGateway.RefuseAsync(context, status, message);
        ChatUnavailableException e = await Assert.ThrowsAsync<ChatUnavailableException>(() => _chat.AskAsync(Request, default));
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.Equal("degraded", _state.Report().State);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"choices": []}""")]
    [InlineData("""{"choices": [{"message": {"content": 5}}]}""")]
    [InlineData("not JSON")]
    public async Task An_answer_in_another_form_is_no_answer(string body)
    {
        _gateway.Chat = (context, _) => context.Response.WriteAsync(body);
        ChatUnavailableException e = await Assert.ThrowsAsync<ChatUnavailableException>(() => _chat.AskAsync(Request, default));
        Assert.Contains("in the form of the OpenAI API", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a": [1, 2""", "length", true)]
    [InlineData("```json\n{\"a\": 1}\n```", "length", false)]
    [InlineData("""{"a": [1, 2""", "stop", false)]
    public async Task An_answer_that_ran_out_of_room_is_told_with_the_setting(string content, string reason, bool isCutOff)
    {
        _gateway.Chat = (context, _) => FakeGateway.WriteChatAsync(context, content, reason);
        if (!isCutOff)
        {
            Assert.Equal(content, await _chat.AskAsync(Request, default));
            return;
        }

        ChatUnavailableException e = await Assert.ThrowsAsync<ChatUnavailableException>(() => _chat.AskAsync(Request, default));
        Assert.Contains("77 tokens", e.Message, StringComparison.Ordinal);
        Assert.Contains("EXPLAIN_ANSWER_TOKENS", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_content_is_empty()
    {
        _gateway.Chat = (context, _) => context.Response.WriteAsync("""{"choices": [{"message": {"content": null}}]}""");
        Assert.Equal("", await _chat.AskAsync(Request, default));
    }

    /// <param name="clock">For the time of a question and for the breaker; what is tried again waits by real time.</param>
    internal static GatewayChat ChatOf(Uri url, GatewayState state, TimeProvider clock, LogLines lines)
    {
        GatewayClient client = new(
            url, "secret", GatewayResilience.BuildForChat(TimeSpan.FromMilliseconds(1), TimeProvider.System), state, clock);
        return new GatewayChat(client, new ModelBreaker(TimeSpan.FromSeconds(30), clock, lines.Logger<ModelBreaker>()), clock);
    }
}
