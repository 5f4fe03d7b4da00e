using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using DevMesh.Functions.SelfHost;

namespace DevMesh.Tests.Access;

/// <summary>Every route with every kind of key, over HTTP.</summary>
public sealed class RouteScopeTests(KeyedApp keyed) : IClassFixture<KeyedApp>
{
    private static readonly Dictionary<string, Scope?> Expected = new(StringComparer.Ordinal)
    {
        ["Explain"] = Scope.Read,
        ["GetIncident"] = Scope.Read,
        ["GetLog"] = Scope.Read,
        ["GetLogContext"] = Scope.Read,
        ["GetMetrics"] = Scope.Read,
        ["GetStats"] = Scope.Read,
        ["GetTemplate"] = Scope.Read,
        ["Health"] = null,
        ["IngestLogs"] = Scope.Ingest,
        ["JudgeIncident"] = Scope.Admin,
        ["KeepIncident"] = Scope.Admin,
        ["ListIncidents"] = Scope.Read,
        ["ListLogs"] = Scope.Read,
        ["ListNodes"] = Scope.Read,
        ["ListTemplates"] = Scope.Read,
        ["SearchLogs"] = Scope.Read,
        ["SearchTemplates"] = Scope.Read,
        ["TakeHeartbeat"] = Scope.Ingest,
    };

    private static readonly Type[] AppTypes = typeof(FunctionScopes).Assembly.GetTypes();

    [Fact]
    public void The_table_has_every_HTTP_function_and_the_attributes_say_the_same()
    {
        Assert.Equal(
            Expected.OrderBy(each => each.Key, StringComparer.Ordinal),
            FunctionScopes.Find(AppTypes).All.OrderBy(each => each.Key, StringComparer.Ordinal));
        Assert.Equal(
            Expected.Keys.Order(StringComparer.Ordinal), Functions().Select(each => each.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_route_answers_whom_its_scope_allows_and_nobody_else()
    {
        (string Who, string? Key, Func<Scope, bool> May)[] callers =
        [
            ("nobody", null, _ => false),
            ("a stranger", ApiKey.Create().Text(), _ => false),
            ("ingest", keyed.Ingest, scope => scope == Scope.Ingest),
            ("read", keyed.Read, scope => scope == Scope.Read),
            ("admin", keyed.Admin, _ => true),
        ];
        foreach (HttpFunction function in Functions())
        {
            string path = "/" + function.Route
                .Replace("{node}", "gpu-node", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal);
            HttpMethod method = new(Assert.Single(function.Methods));
            foreach ((string who, string? key, Func<Scope, bool> may) in callers)
            {
                string? body = method == HttpMethod.Post ? KeyedApp.Batch("gpu-node") : null;
                KeyedApp.Answer answer = await keyed.SendAsync(method, path, key is null ? null : $"Bearer {key}", body);
                Scope? needed = Expected[function.Name];
                int refusal = key is null || who == "a stranger" ? 401 : 403;
                string told = $"{function.Name} for {who}: {answer.Code} {answer.Body}";
                if (needed is null || may(needed.Value))
                {
                    Assert.False(answer.Code is 401 or 403 or >= 500, told);
                }
                else
                {
                    Assert.True(answer.Code == refusal, told);
                    Assert.Equal(
                        refusal == 401 ? ("unauthorized", "Bearer") : ("forbidden", ""), (answer.Kind, answer.WwwAuthenticate));
                }
            }
        }
    }

    private static IReadOnlyList<HttpFunction> Functions() =>
        FunctionDiscovery.Find(AppTypes, _ => "0 0 0 * * *").Http;
}
