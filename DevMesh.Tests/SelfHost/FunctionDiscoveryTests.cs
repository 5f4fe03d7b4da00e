using DevMesh.Functions.SelfHost;
using DevMesh.Functions.SelfHost.Attributes;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.SelfHost;

public sealed class FunctionDiscoveryTests
{
    [Fact]
    public void Functions_are_found_with_their_routes_methods_and_schedules()
    {
        FunctionList found = FunctionDiscovery.Find([typeof(Good)], name => name is "S" ? "0 0 */6 * * *" : null);
        Assert.Equal(
            [("A", "logs/{id}", "GET POST"), ("B", "B", ""), ("E", "logs/{number}", "DELETE")],
            found.Http.Select(each => (each.Name, each.Route, string.Join(' ', each.Methods))));
        Assert.Equal(
            [("C", "*/5 * * * * *", true), ("D", "0 0 */6 * * *", false)],
            found.Timers.Select(each => (each.Name, each.Expression, each.RunOnStartup)));
    }

    [Theory]
    [InlineData(typeof(NoTrigger), "it has 0 triggers")]
    [InlineData(typeof(TwoTriggers), "it has 2 triggers")]
    [InlineData(typeof(NotPublicMethod), "it cannot be called")]
    [InlineData(typeof(NotPublicClass), "it cannot be called")]
    [InlineData(typeof(AbstractClass), "it cannot be called")]
    [InlineData(typeof(GenericMethod), "it cannot be called")]
    [InlineData(typeof(BadName), "its name is not accepted")]
    [InlineData(typeof(KeyLevel), "its authorization level is Function")]
    [InlineData(typeof(WrongResult), "it returns Task`1")]
    [InlineData(typeof(BadRoute), "its route 'a/{b' is wrong")]
    [InlineData(typeof(WrongParameter), "its parameter limit of type Int32 cannot be bound")]
    [InlineData(typeof(StringOutsideRoute), "its parameter name of type String cannot be bound")]
    [InlineData(typeof(TriggerOnString), "its parameter id of type String cannot be bound")]
    [InlineData(typeof(RequestWithoutTrigger), "it has 0 triggers")]
    [InlineData(typeof(ForeignOnMethod), "it has the attribute ForeignAttribute")]
    [InlineData(typeof(ForeignOnClass), "its class has the attribute ForeignAttribute")]
    [InlineData(typeof(ForeignOnParameter), "its parameter ct has the attribute ForeignAttribute")]
    [InlineData(typeof(ForeignOnReturn), "its return value has the attribute ForeignAttribute")]
    [InlineData(typeof(RouteOfTheHost), "its route 'Administrators' begins with admin, which the Functions host keeps for itself")]
    [InlineData(typeof(OtherTrigger), "its parameter message has the attribute QueueTriggerAttribute")]
    [InlineData(typeof(OutputBinding), "it has the attribute QueueOutputAttribute")]
    [InlineData(typeof(Retried), "it has the attribute FixedDelayRetryAttribute")]
    [InlineData(typeof(InputBinding), "its parameter blob has the attribute BlobInputAttribute")]
    [InlineData(typeof(TimerOnToken), "its parameter ct of type CancellationToken cannot be bound")]
    [InlineData(typeof(Monitored), "its timer uses the schedule monitor")]
    [InlineData(typeof(TimerResult), "it returns Task`1")]
    [InlineData(typeof(TimerParameter), "its parameter text of type String cannot be bound")]
    [InlineData(typeof(FiveFields), "its schedule '*/5 * * * *' is not understood")]
    [InlineData(typeof(TimeSpanSchedule), "its schedule '00:05:00' is not understood")]
    [InlineData(typeof(NoSetting), "its schedule names the setting NO_SUCH, which has no value")]
    public void What_is_not_supported_stops_the_start_and_is_named(Type type, string problem)
    {
        SelfHostException refused = Assert.Throws<SelfHostException>(() => FunctionDiscovery.Find([type], _ => null));
        Assert.Contains($"({type.Name}.", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_route_is_the_name_as_under_the_Functions_host() =>
        Assert.Equal("Empty", Assert.Single(FunctionDiscovery.Find([typeof(EmptyRoute)], _ => null).Http).Route);

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        SelfHostException refused = Assert.Throws<SelfHostException>(
            () => FunctionDiscovery.Find([typeof(NoTrigger), typeof(Monitored), typeof(Good), typeof(SameName)], name => name is "S" ? "0 0 0 * * *" : null));
        Assert.Equal(3, refused.Message.Split('\n').Length);
    }

    [Fact]
    public void A_name_that_is_given_twice_is_refused() =>
        Assert.Contains("function a: the name is given 2 times", Clash(typeof(SameName)), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData(typeof(SameRoute), "functions P and Q: /logs/{id} and /Logs/{number:int} can be the same path, with the same method")]
    [InlineData(typeof(SameRouteOfAnyMethod), "functions P and Q: /logs and /logs can be the same path, with the same method")]
    [InlineData(typeof(PartOrParameter), "functions P and Q: /logs/{id} and /logs/latest can be the same path, with the same method")]
    public void A_route_that_is_served_twice_is_refused(Type type, string problem) =>
        Assert.Contains(problem, Clash(type), StringComparison.Ordinal);

    [Fact]
    public void A_function_that_lacks_a_service_stops_the_start()
    {
        SelfHostException refused = Assert.Throws<SelfHostException>(
            () => RunningHost.StartAsync([typeof(NeedsService)]).GetAwaiter().GetResult());
        Assert.StartsWith("function Needs: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(IFormatProvider), refused.Message, StringComparison.Ordinal);
    }

    private static string Clash(Type type) =>
        Assert.Throws<SelfHostException>(() => FunctionDiscovery.Find([type], _ => null)).Message;

    public sealed class Good
    {
        [Function("A")]
        public static Task<IResult> A(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "GET", Route = "/logs/{id}")] HttpRequest request, string id, CancellationToken ct) =>
            Task.FromResult(Results.Text(request.Path + id + ct.CanBeCanceled));

        [Function("E")]
        public static IResult E([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "logs/{number}")] HttpRequest request, string number) =>
            Results.Text(request.Path + number);

        [Function("B")]
        public static IResult B([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);

        [Function("C")]
        public static void C([TimerTrigger("*/5 * * * * *", UseMonitor = false, RunOnStartup = true)] TimerInfo timer) => Assert.NotNull(timer);

        [Function("D")]
        public static Task D([TimerTrigger("%S%", UseMonitor = false)] TimerInfo timer, CancellationToken ct) =>
            Task.Delay(timer.IsPastDue ? 1 : 0, ct);

        public static void NotAFunction() => throw new InvalidOperationException();
    }

    public static class EmptyRoute
    {
        [Function("Empty")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous, Route = "")] HttpRequest request) => Results.Text(request.Path);
    }

    public static class NoTrigger
    {
        [Function("X")]
        public static IResult X() => Results.Ok();
    }

    public static class RequestWithoutTrigger
    {
        [Function("X")]
        public static IResult X(HttpRequest request) => Results.Text(request.Path);
    }

    public static class TwoTriggers
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, [TimerTrigger("* * * * * *")] TimerInfo timer) =>
            Results.Text(request.Path + timer.IsPastDue);
    }

    public static class NotPublicMethod
    {
        [Function("X")]
        internal static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);
    }

    internal static class NotPublicClass
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);
    }

    public abstract class AbstractClass
    {
        [Function("X")]
        public IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path + ToString());
    }

    public static class GenericMethod
    {
        [Function("X")]
        public static IResult X<T>([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path + typeof(T));
    }

    public static class BadName
    {
        [Function("1 X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);
    }

    public static class KeyLevel
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Function)] HttpRequest request) => Results.Text(request.Path);
    }

    public static class WrongResult
    {
        [Function("X")]
        public static Task<string> X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Task.FromResult(request.Method);
    }

    public static class BadRoute
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{b")] HttpRequest request) => Results.Text(request.Path);
    }

    public static class WrongParameter
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{limit}")] HttpRequest request, int limit) =>
            Results.Text(request.Path + limit);
    }

    public static class StringOutsideRoute
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{id}")] HttpRequest request, string name) =>
            Results.Text(request.Path + name);
    }

    public static class TriggerOnString
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{id}")] string id) => Results.Text(id);
    }

    public static class ForeignOnMethod
    {
        [Function("X")]
        [Elsewhere.Foreign]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);
    }

    [Elsewhere.Foreign]
    public static class ForeignOnClass
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);
    }

    public static class ForeignOnParameter
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, [Elsewhere.Foreign] CancellationToken ct) =>
            Results.Text(request.Path + ct.CanBeCanceled);
    }

    public static class ForeignOnReturn
    {
        [Function("X")]
        [return: Elsewhere.Foreign]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);
    }

    public static class RouteOfTheHost
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous, Route = "/Administrators")] HttpRequest request) =>
            Results.Text(request.Path);
    }

    public static class OtherTrigger
    {
        [Function("X")]
        public static void X([Elsewhere.QueueTrigger] string message) => Assert.NotNull(message);
    }

    public static class OutputBinding
    {
        [Function("X")]
        [Elsewhere.QueueOutput]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path);
    }

    public static class Retried
    {
        [Function("X")]
        [Elsewhere.FixedDelayRetry]
        public static void X([TimerTrigger("* * * * * *", UseMonitor = false)] TimerInfo timer) => Assert.NotNull(timer);
    }

    public static class InputBinding
    {
        [Function("X")]
        public static IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, [Elsewhere.BlobInput] string blob) =>
            Results.Text(request.Path + blob);
    }

    public static class TimerOnToken
    {
        [Function("X")]
        public static Task X([TimerTrigger("* * * * * *", UseMonitor = false)] CancellationToken ct) => Task.Delay(1, ct);
    }

    public static class Monitored
    {
        [Function("Y")]
        public static void X([TimerTrigger("* * * * * *")] TimerInfo timer) => Assert.NotNull(timer);
    }

    public static class TimerResult
    {
        [Function("X")]
        public static Task<int> X([TimerTrigger("* * * * * *", UseMonitor = false)] TimerInfo timer) => Task.FromResult(timer.IsPastDue ? 1 : 0);
    }

    public static class TimerParameter
    {
        [Function("X")]
        public static void X([TimerTrigger("* * * * * *", UseMonitor = false)] TimerInfo timer, string text) => Assert.False(timer.IsPastDue, text);
    }

    public static class FiveFields
    {
        [Function("X")]
        public static void X([TimerTrigger("*/5 * * * *", UseMonitor = false)] TimerInfo timer) => Assert.NotNull(timer);
    }

    public static class TimeSpanSchedule
    {
        [Function("X")]
        public static void X([TimerTrigger("00:05:00", UseMonitor = false)] TimerInfo timer) => Assert.NotNull(timer);
    }

    public static class NoSetting
    {
        [Function("X")]
        public static void X([TimerTrigger("%NO_SUCH%", UseMonitor = false)] TimerInfo timer) => Assert.NotNull(timer);
    }

    public static class SameName
    {
        [Function("a")]
        public static void X([TimerTrigger("* * * * * *", UseMonitor = false)] TimerInfo timer) => Assert.NotNull(timer);

        [Function("A")]
        public static IResult Y([HttpTrigger(AuthorizationLevel.Anonymous, Route = "other")] HttpRequest request) => Results.Text(request.Path);
    }

    public static class SameRoute
    {
        [Function("P")]
        public static IResult P([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "logs/{id}")] HttpRequest request) =>
            Results.Text(request.Path);

        [Function("Q")]
        public static IResult Q([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "Logs/{number:int}")] HttpRequest request) =>
            Results.Text(request.Path);
    }

    public static class SameRouteOfAnyMethod
    {
        [Function("P")]
        public static IResult P([HttpTrigger(AuthorizationLevel.Anonymous, Route = "logs")] HttpRequest request) => Results.Text(request.Path);

        [Function("Q")]
        public static IResult Q([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "logs")] HttpRequest request) => Results.Text(request.Path);
    }

    public static class PartOrParameter
    {
        [Function("P")]
        public static IResult P([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "logs/{id}")] HttpRequest request) => Results.Text(request.Path);

        [Function("Q")]
        public static IResult Q([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "logs/latest")] HttpRequest request) => Results.Text(request.Path);
    }

    public sealed class NeedsService(IFormatProvider missing)
    {
        [Function("Needs")]
        public IResult X([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Path + missing);
    }
}
