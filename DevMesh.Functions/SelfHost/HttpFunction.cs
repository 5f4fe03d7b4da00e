using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;

namespace DevMesh.Functions.SelfHost;

/// <summary>A function with an HTTP trigger.</summary>
internal sealed class HttpFunction
{
    /// <summary>A route that only begins with one of these is refused by the Functions host.</summary>
    private static readonly string[] OfTheHost = ["admin", "runtime"];

    private readonly Func<HttpContext, object?>[] _binders;
    private readonly bool _isAsync;

    private HttpFunction(
        string name, string route, string[] methods, MethodInfo method, Func<HttpContext, object?>[] binders)
    {
        Name = name;
        Route = route;
        Methods = methods;
        Invoker = new FunctionInvoker(method);
        _binders = binders;
        _isAsync = method.ReturnType == typeof(Task<IResult>);
    }

    public string Name { get; }

    /// <summary>Without the prefix of host.json and without a slash at its beginning.</summary>
    public string Route { get; }

    /// <summary>In upper case; empty for all methods.</summary>
    public IReadOnlyList<string> Methods { get; }

    public FunctionInvoker Invoker { get; }

    /// <exception cref="SelfHostException">The method is not what an HTTP function may be.</exception>
    public static HttpFunction Of(string name, MethodInfo method, HttpTriggerAttribute trigger)
    {
        if (trigger.AuthLevel != AuthorizationLevel.Anonymous)
        {
            throw new SelfHostException(
                $"its authorization level is {trigger.AuthLevel}; accepted: Anonymous, since keys are checked by the pipeline");
        }

        if (method.ReturnType != typeof(IResult) && method.ReturnType != typeof(Task<IResult>))
        {
            throw new SelfHostException($"it returns {method.ReturnType.Name}; accepted: IResult or Task<IResult>");
        }

        // The Functions host takes an empty route for none, too.
        string route = (string.IsNullOrWhiteSpace(trigger.Route) ? name : trigger.Route).Trim('/');
        if (OfTheHost.FirstOrDefault(each => route.StartsWith(each, StringComparison.OrdinalIgnoreCase)) is { } taken)
        {
            throw new SelfHostException($"its route '{route}' begins with {taken}, which the Functions host keeps for itself");
        }

        RoutePattern pattern;
        try
        {
            pattern = RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException e)
        {
            throw new SelfHostException($"its route '{route}' is wrong: {e.Message}");
        }

        HashSet<string> inRoute = pattern.Parameters.Select(each => each.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] methods = [.. (trigger.Methods ?? []).Select(each => each.ToUpperInvariant()).Distinct(StringComparer.Ordinal)];
        return new HttpFunction(name, route, methods, method, [.. method.GetParameters().Select(each => Binder(each, inRoute))]);
    }

    public async ValueTask<object?> InvokeAsync(HttpContext context)
    {
        object?[] arguments = new object?[_binders.Length];
        for (int i = 0; i < _binders.Length; i++)
        {
            arguments[i] = _binders[i](context);
        }

        object? returned = Invoker.Invoke(context.RequestServices, arguments);
        return _isAsync ? await (Task<IResult>)returned! : returned;
    }

    private static Func<HttpContext, object?> Binder(ParameterInfo parameter, HashSet<string> inRoute)
    {
        string name = parameter.Name!;
        bool isTrigger = parameter.IsDefined(typeof(HttpTriggerAttribute), inherit: false);
        return parameter.ParameterType switch
        {
            Type type when type == typeof(HttpRequest) && isTrigger => static context => context.Request,
            Type type when type == typeof(CancellationToken) && !isTrigger => static context => context.RequestAborted,
            Type type when type == typeof(string) && !isTrigger && inRoute.Contains(name) =>
                context => Convert.ToString(context.Request.RouteValues[name], CultureInfo.InvariantCulture),
            Type type => throw new SelfHostException(
                $"its parameter {name} of type {type.Name} cannot be bound; "
                + "accepted: HttpRequest with [HttpTrigger], CancellationToken, and strings named like a part of the route"),
        };
    }
}
