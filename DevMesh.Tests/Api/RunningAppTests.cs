using DevMesh.Tests.Support;

namespace DevMesh.Tests.Api;

/// <summary>What <c>./devmesh test --against</c> asks of an app before it sends anything to it.</summary>
[Trait("App", "any")]
public sealed class RunningAppTests(ApiApp app) : IClassFixture<ApiApp>, IAsyncLifetime
{
    public Task InitializeAsync() => app.ClearLogsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The verb runs this one first, and goes no further when it fails.</summary>
    [Fact]
    public Task The_app_holds_no_node_but_those_of_tests() => RunningApp.CheckAsync(app.Http);

    [OwnAppFact(OwnApp.Database)]
    public async Task Logs_of_a_foreign_node_are_refused_and_named()
    {
        await app.IngestAsync(ApiApp.NewNode(), new { timestamp = "2026-11-20T10:00:00Z", message = "a log" });
        await app.IngestAsync("gpu-node", new { timestamp = "2026-11-20T10:00:00Z", message = "a log" });

        string refused = await RefusalAsync();

        Assert.Contains("holds nodes that are not of tests: gpu-node; accepted: ", refused, StringComparison.Ordinal);
        Assert.Contains($"begins with {RunningApp.NodePrefix}", refused, StringComparison.Ordinal);
    }

    [OwnAppFact(OwnApp.Database)]
    public async Task A_heartbeat_of_a_foreign_node_is_enough()
    {
        using StringContent heartbeat = new("""{"version":"0.1.0","lag_s":0,"sent":0,"retries":0}""");
        using HttpResponseMessage taken = await app.Http.PostAsync("/nodes/web/heartbeat", heartbeat);
        Assert.True(taken.IsSuccessStatusCode);

        Assert.Contains("not of tests: web;", await RefusalAsync(), StringComparison.Ordinal);
        await app.Own.Database.ExecuteAsync("DELETE FROM node_heartbeats");
    }

    [Fact]
    public async Task An_app_that_does_not_answer_is_named()
    {
        using HttpClient nobody = new() { BaseAddress = new Uri("http://127.0.0.1:9/") };
        InvalidOperationException failed = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningApp.CheckAsync(nobody));
        Assert.StartsWith("http://127.0.0.1:9/ does not answer: ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_class_that_can_ask_a_running_app_is_chosen_by_the_verb() =>
        Assert.Empty(
            from type in typeof(RunningAppTests).Assembly.GetTypes()
            where type.GetInterfaces().Any(each => each.IsGenericType
                    && each.GetGenericTypeDefinition() == typeof(IClassFixture<>)
                    && each.GenericTypeArguments[0].IsAssignableTo(typeof(IAnyApp)))
                != type.GetCustomAttributesData().Any(each => each.AttributeType == typeof(TraitAttribute)
                    && each.ConstructorArguments[0].Value is "App")
            select type.Name);

    private async Task<string> RefusalAsync() =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => RunningApp.CheckAsync(app.Http))).Message;
}
