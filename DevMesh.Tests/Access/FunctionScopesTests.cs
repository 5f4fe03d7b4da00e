using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using DevMesh.Functions.SelfHost.Attributes;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Access;

public sealed class FunctionScopesTests
{
    [Fact]
    public void Scopes_are_found_by_the_names_of_functions_and_an_unknown_one_is_for_admins()
    {
        FunctionScopes scopes = FunctionScopes.Find([typeof(Good)]);
        Assert.Equal((Scope.Read, null), (scopes.Of("Asks"), scopes.Of("Open")));
        Assert.Equal(["Asks", "Open"], scopes.All.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Scope.Admin, scopes.Of("Tick"));
        Assert.Equal(Scope.Admin, scopes.Of("no such function"));
    }

    [Fact]
    public void A_function_that_does_not_say_who_may_call_it_or_says_two_things_stops_the_start()
    {
        AccessException refused = Assert.Throws<AccessException>(() => FunctionScopes.Find([typeof(Good), typeof(Bad)]));
        Assert.Equal(
            ["function Both (Bad.Both)", "function Silent (Bad.Silent)"],
            refused.Message.Split('\n').Select(line => line.Split(':')[0]).Order(StringComparer.Ordinal));
    }

    public static class Good
    {
        [Function("Asks")]
        [RequiresScope(Scope.Read)]
        public static IResult Asks([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);

        [Function("Open")]
        [OpenToAll]
        public static IResult Open([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);

        [Function("Tick")]
        public static void Tick([TimerTrigger("* * * * * *", UseMonitor = false)] TimerInfo timer) => Assert.NotNull(timer);
    }

    public static class Bad
    {
        [Function("Silent")]
        public static IResult Silent([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            Results.Text(request.Path);

        [Function("Both")]
        [OpenToAll]
        [RequiresScope(Scope.Admin)]
        public static IResult Both([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);
    }
}
