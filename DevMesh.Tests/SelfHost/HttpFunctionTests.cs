using System.Net;
using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Http;
using DevMesh.Functions.SelfHost.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Tests.SelfHost;

public sealed class HttpFunctionTests
{
    [Fact]
    public async Task A_function_answers_on_its_route_behind_the_prefix()
    {
        await using RunningHost host = await StartAsync("""{"extensions":{"http":{"routePrefix":"v1/x"}}}""");
        Assert.Equal("hello", await host.Client.GetStringAsync("v1/x/hello"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("hello")).StatusCode);
    }

    [Fact]
    public async Task Without_a_prefix_in_host_json_it_is_api()
    {
        await using RunningHost host = await StartAsync("{}");
        Assert.Equal("hello", await host.Client.GetStringAsync("api/hello"));
    }

    [Fact]
    public async Task Without_a_route_the_name_of_the_function_is_its_route()
    {
        await using RunningHost host = await StartAsync();
        Assert.Equal("named", await host.Client.GetStringAsync("Named"));
        Assert.Equal("named", await (await host.Client.DeleteAsync("Named")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Parts_of_the_route_become_strings_by_name()
    {
        await using RunningHost host = await StartAsync();
        Assert.Equal("a b|7", await host.Client.GetStringAsync("nodes/a%20b/logs/7"));
    }

    [Fact]
    public async Task Services_come_from_a_scope_of_the_request()
    {
        await using RunningHost host = await StartAsync();
        Guid first = Guid.Parse(await host.Client.GetStringAsync("scope"));
        Assert.NotEqual(first, Guid.Parse(await host.Client.GetStringAsync("scope")));
    }

    [Fact]
    public async Task An_unknown_route_is_a_problem()
    {
        await using RunningHost host = await StartAsync();
        HttpResponseMessage response = await host.Client.GetAsync("nowhere");
        JsonElement problem = await ProblemAsync(response, HttpStatusCode.NotFound, "unknown-route");
        Assert.Equal("There is no route GET /nowhere.", problem.GetProperty("detail").GetString());
        Assert.Equal("/nowhere", problem.GetProperty("instance").GetString());
    }

    [Fact]
    public async Task A_wrong_method_is_a_problem_that_names_the_right_ones()
    {
        await using RunningHost host = await StartAsync();
        HttpResponseMessage response = await host.Client.PutAsync("both", null);
        await ProblemAsync(response, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal("GET POST", string.Join(' ', response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_function_that_answers_404_or_405_itself_is_left_alone()
    {
        await using RunningHost host = await StartAsync();
        HttpResponseMessage response = await host.Client.GetAsync("empty404");
        Assert.Equal((HttpStatusCode.NotFound, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task What_a_function_throws_is_a_problem_with_the_id_of_the_request()
    {
        await using RunningHost host = await StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "throws");
        request.Headers.Add("X-Request-Id", "my-id");
        HttpResponseMessage response = await host.Client.SendAsync(request);
        JsonElement problem = await ProblemAsync(response, HttpStatusCode.NotFound, "not-found");
        Assert.Equal("my-id", problem.GetProperty("request_id").GetString());
        Assert.Equal("my-id", response.Headers.GetValues("X-Request-Id").Single());
        Assert.Single(host.Lines.Of<HttpPipeline>());
    }

    [Fact]
    public async Task What_a_function_throws_before_its_first_await_is_no_different()
    {
        await using RunningHost host = await StartAsync();
        await ProblemAsync(await host.Client.GetAsync("throws-at-once"), HttpStatusCode.InternalServerError, "internal");
    }

    [Fact]
    public async Task An_answer_that_fails_half_way_cuts_the_connection()
    {
        await using RunningHost host = await StartAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Client.GetStringAsync("half"));
        Assert.IsType<InvalidOperationException>(Assert.Single(host.Lines.Of<HttpPipeline>()).Exception);
    }

    [Fact]
    public async Task A_body_beyond_what_the_server_reads_is_a_413_problem()
    {
        await using RunningHost host = await StartAsync();
        using ByteArrayContent body = new(new byte[100_001]);
        using HttpRequestMessage request = new(HttpMethod.Post, "read") { Content = body };
        request.Headers.ExpectContinue = true; // or the refusal may reach a sender that is still writing as a broken pipe
        await ProblemAsync(await host.Client.SendAsync(request), HttpStatusCode.RequestEntityTooLarge, "limit-exceeded");
    }

    [Fact]
    public async Task A_caller_who_leaves_cancels_the_function_and_is_no_failure()
    {
        Waits waits = new();
        RunningHost waiting = await RunningHost.StartAsync(
            [typeof(WaitingFunction)], """{"logging":{"logLevel":{"default":"Debug"}}}""", builder => builder.Services.AddSingleton(waits));
        using CancellationTokenSource left = new();
        Task<HttpResponseMessage> request = waiting.Client.GetAsync("api/wait", left.Token);
        await waits.Started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await waits.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await waiting.DisposeAsync(); // only now is the request surely over
        Assert.Equal("Debug", string.Join(' ', waiting.Lines.Of<HttpPipeline>().Select(each => each.Level)));
    }

    private static Task<RunningHost> StartAsync(string hostJson = """{"extensions":{"http":{"routePrefix":""}}}""") =>
        RunningHost.StartAsync([typeof(Functions)], hostJson, builder => builder.Services.AddScoped<Scoped>());

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("urn:devmesh:error:" + code, problem.GetProperty("type").GetString());
        return problem;
    }

    public sealed class Scoped
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    public sealed class Waits
    {
        public TaskCompletionSource Started { get; } = new();

        public TaskCompletionSource Cancelled { get; } = new();
    }

    public sealed class WaitingFunction(Waits waits)
    {
        [Function("Wait")]
        public async Task<IResult> WaitAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait")] HttpRequest request, CancellationToken ct)
        {
            waits.Started.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }
            finally
            {
                waits.Cancelled.TrySetResult();
            }

            return Results.Text(request.Path);
        }
    }

    public sealed class Functions(Scoped scoped)
    {
        [Function("Hello")]
        public static IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello")] HttpRequest request) =>
            Results.Text(HttpMethods.IsGet(request.Method) ? "hello" : "?");

        [Function("Named")]
        public static IResult Named([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            Results.Text(request.Path == "/Named" ? "named" : "?");

        [Function("Both")]
        public static IResult Both([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "both")] HttpRequest request) =>
            Results.Text(request.Method);

        [Function("Route")]
        public static IResult Route(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nodes/{node}/logs/{id}")] HttpRequest request, string id, string node) =>
            Results.Text($"{node}|{id}", request.ContentType);

        [Function("Scope")]
        public IResult Scope([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scope")] HttpRequest request) =>
            Results.Text(request.HttpContext.RequestServices.GetRequiredService<Scoped>() == scoped ? scoped.Id.ToString() : "another scope");

        [Function("Empty404")]
        public static IResult Empty([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "empty404")] HttpRequest request) =>
            Results.StatusCode(request.Path.HasValue ? 404 : 500);

        [Function("Throws")]
        public static async Task<IResult> ThrowsAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throws")] HttpRequest request, CancellationToken ct)
        {
            await Task.Yield();
            ct.ThrowIfCancellationRequested();
            throw new NotFoundException(request.Method);
        }

        [Function("ThrowsAtOnce")]
        public static Task<IResult> ThrowsAtOnce([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throws-at-once")] HttpRequest request) =>
            throw new InvalidOperationException(request.Method);

        [Function("Half")]
        public static IResult Half([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "half")] HttpRequest request) =>
            Results.Stream(async stream =>
            {
                await stream.WriteAsync("half"u8.ToArray());
                await stream.FlushAsync();
                throw new InvalidOperationException(request.Method);
            });

        [Function("Read")]
        public static async Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "read")] HttpRequest request)
        {
            await request.Body.CopyToAsync(Stream.Null);
            return Results.Text("read");
        }
    }
}
