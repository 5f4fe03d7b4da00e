using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Monitoring;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Http;

public sealed class HttpPipelineTests : IDisposable
{
    private readonly LogLines _lines = new();
    private readonly AppMetrics _metrics = new();
    private readonly DefaultHttpContext _context = new();
    private readonly MemoryStream _answered = new();

    public HttpPipelineTests()
    {
        _context.Request.Method = "GET";
        _context.Request.Path = "/logs";
        _context.Response.Body = _answered;
        _context.RequestServices = new NoServices();
    }

    public void Dispose()
    {
        _answered.Dispose();
        _metrics.Dispose();
    }

    [Theory]
    [InlineData("abc-123", true)]
    [InlineData("A.b_c", true)]
    [InlineData("", false)]
    [InlineData("has space", false)]
    [InlineData("evil\u001b[31m", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public async Task A_sane_request_id_is_taken_and_any_other_replaced(string sent, bool taken)
    {
        _context.Request.Headers["X-Request-Id"] = sent;
        await AnswerAsync(() => Results.Text("ok"));
        string id = _context.Response.Headers["X-Request-Id"].ToString();
        Assert.Equal(taken, string.Equals(id, sent, StringComparison.Ordinal));
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", id);
    }

    [Fact]
    public async Task What_the_function_answers_comes_through()
    {
        await AnswerAsync(() => Results.Text("ok", statusCode: 202));
        Assert.Equal((202, "ok"), (_context.Response.StatusCode, Answered()));
        Assert.Equal("nosniff", _context.Response.Headers.XContentTypeOptions);
        Assert.Empty(_lines.All);
    }

    public static TheoryData<Exception, int, string> Errors => new()
    {
        { new InvalidRequestException("limit", "is 0", "1 to 1000"), 400, "invalid-request" },
        { new LimitExceededException("INGEST_MAX_ENTRIES", 5000, "entries"), 413, "limit-exceeded" },
        { new NotFoundException("log 7"), 404, "not-found" },
        { new UnsupportedEncodingException(), 415, "unsupported-encoding" },
        { new BadHttpRequestException("secret", 400), 400, "bad-http-request" },
        { new BadHttpRequestException("secret", 408), 408, "bad-http-request" },
        { new BadHttpRequestException("secret", 413), 413, "limit-exceeded" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task A_callers_error_is_told_and_logged_once_without_a_stack(Exception error, int status, string code)
    {
        JsonElement problem = await ProblemOfAsync(error, status, code);
        Assert.Equal("/logs", problem.GetProperty("instance").GetString());
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
        LogLine line = Assert.Single(_lines.All);
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Null(line.Exception);
        Assert.Contains(problem.GetProperty("request_id").GetString()!, line.Message, StringComparison.Ordinal);
    }

    public static TheoryData<Exception, int, string, string?> Failures => new()
    {
        { new StoreUnavailableException("the database does not answer", new InvalidOperationException("secret")), 503, "store-unavailable", "5" },
        { new EmbeddingUnavailableException("the gateway does not answer"), 503, "embedding-unavailable", "10" },
        { new InvalidOperationException("secret"), 500, "internal", null },
        { new OperationCanceledException("secret"), 500, "internal", null },
        { new IOException("secret"), 500, "internal", null },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_of_the_server_is_told_without_internals_and_logged_once_with_its_stack(
        Exception error, int status, string code, string? retryAfter)
    {
        JsonElement problem = await ProblemOfAsync(error, status, code);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(retryAfter ?? "", _context.Response.Headers.RetryAfter.ToString());
        LogLine line = Assert.Single(_lines.All);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Same(error, line.Exception);
        Assert.Contains(problem.GetProperty("request_id").GetString()!, line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_carries_what_the_error_knows()
    {
        JsonElement invalid = await ProblemOfAsync(new InvalidRequestException("limit", "is 0", "1 to 1000"), 400, "invalid-request");
        Assert.Equal("limit", invalid.GetProperty("field").GetString());
        Assert.Equal("1 to 1000", invalid.GetProperty("accepted").GetString());
        Assert.False(invalid.TryGetProperty("maximum", out _));

        JsonElement limit = await ProblemOfAsync(new LimitExceededException("INGEST_MAX_ENTRIES", 5000, "entries"), 413, "limit-exceeded");
        Assert.Equal("INGEST_MAX_ENTRIES", limit.GetProperty("limit").GetString());
        Assert.Equal(5000, limit.GetProperty("maximum").GetInt64());

        await ProblemOfAsync(new UnsupportedEncodingException(), 415, "unsupported-encoding");
        Assert.Equal("gzip, identity", _context.Response.Headers.AcceptEncoding);
    }

    [Fact]
    public async Task A_request_that_its_caller_gave_up_is_no_failure()
    {
        using CancellationTokenSource left = new();
        await left.CancelAsync();
        await AnswerAsync(() => throw new OperationCanceledException(left.Token), left.Token);
        Assert.Equal(499, _context.Response.StatusCode);
        Assert.Equal(LogLevel.Debug, Assert.Single(_lines.All).Level);
    }

    [Fact]
    public async Task Another_error_of_a_request_that_was_given_up_is_still_told()
    {
        using CancellationTokenSource left = new();
        await left.CancelAsync();
        await AnswerAsync(() => throw new InvalidOperationException(), left.Token);
        Assert.Equal(LogLevel.Error, Assert.Single(_lines.All).Level);
    }

    [Fact]
    public async Task A_failure_while_the_answer_is_made_becomes_a_problem()
    {
        await AnswerAsync(() => new Failing());
        Assert.Equal(500, _context.Response.StatusCode);
        Assert.Contains("urn:devmesh:error:internal", Answered(), StringComparison.Ordinal);
        Assert.False(_context.Response.Headers.ContainsKey("half"));
        Assert.Single(_lines.All);
    }

    [Fact]
    public async Task What_a_caller_made_up_reaches_the_log_written_out()
    {
        _context.Request.Path = "/a\u001b[31m\nb";
        await AnswerAsync(() => throw new InvalidRequestException("x\u001b[31m", "is\nwrong", "y"));
        string line = Assert.Single(_lines.All).Message;
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Contains("/a%1B%5B31m%0Ab", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_gives_no_result_is_left_alone() =>
        Assert.Equal(5, await Pipeline().InvokeAsync(_context, "F", () => ValueTask.FromResult<object?>(5), default));

    [Fact]
    public async Task Who_is_refused_by_the_gate_gets_its_answer_and_the_function_is_not_called()
    {
        object? result = await Pipeline(new ClosedGate()).InvokeAsync(
            _context, "F", () => throw new InvalidOperationException("called"), default);
        await Assert.IsAssignableFrom<IResult>(result).ExecuteAsync(_context);
        Assert.Equal((403, "nosniff"), (_context.Response.StatusCode, _context.Response.Headers.XContentTypeOptions.ToString()));
        Assert.Empty(_lines.All);
    }

    private HttpPipeline Pipeline(IAccessGate? gate = null) =>
        new(_metrics, gate ?? new OpenGate(), _lines.Logger<HttpPipeline>());

    private async Task AnswerAsync(Func<IResult> function, CancellationToken aborted = default)
    {
        object? result = await Pipeline().InvokeAsync(_context, "F", () => ValueTask.FromResult<object?>(function()), aborted);
        await Assert.IsAssignableFrom<IResult>(result).ExecuteAsync(_context);
    }

    private async Task<JsonElement> ProblemOfAsync(Exception error, int status, string code)
    {
        _answered.SetLength(0);
        await AnswerAsync(() => throw error);
        Assert.Equal(status, _context.Response.StatusCode);
        Assert.Equal("application/problem+json", _context.Response.ContentType);
        JsonElement problem = JsonElement.Parse(Answered());
        Assert.Equal("urn:devmesh:error:" + code, problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem;
    }

    private string Answered() => System.Text.Encoding.UTF8.GetString(_answered.ToArray());

    private sealed class Failing : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers["half"] = "done";
            throw new InvalidOperationException();
        }
    }

    private sealed class ClosedGate : IAccessGate
    {
        public ValueTask<Problem?> CheckAsync(HttpContext context, string function, CancellationToken ct) =>
            ValueTask.FromResult<Problem?>(new Problem("forbidden", "No", StatusCodes.Status403Forbidden, function));
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(ILoggerFactory) ? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance : null;
    }
}
