using System.Reflection;
using System.Text.RegularExpressions;

namespace DevMesh.Functions.SelfHost;

/// <summary>Every function that was found.</summary>
internal sealed record FunctionList(IReadOnlyList<HttpFunction> Http, IReadOnlyList<TimerFunction> Timers);

/// <summary>
/// Finds functions by their attributes. Whatever the Functions host would run differently, or not at all, is refused
/// here at start, with the function's name, so that both ways of running serve the same.
/// </summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags AnyMethod =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <param name="setting">Gives the setting that a schedule names between percent signs, or null.</param>
    /// <exception cref="SelfHostException">Functions are not supported or clash; it names all of them.</exception>
    public static FunctionList Find(IEnumerable<Type> types, Func<string, string?> setting)
    {
        List<HttpFunction> http = [];
        List<TimerFunction> timers = [];
        List<string> errors = [];
        foreach ((MethodInfo method, string name) in Marked(types).OrderBy(each => each.Name, StringComparer.Ordinal))
        {
            try
            {
                CheckMethod(method, name);
                switch (Trigger(method))
                {
                    case HttpTriggerAttribute trigger:
                        http.Add(HttpFunction.Of(name, method, trigger));
                        break;
                    case TimerTriggerAttribute trigger:
                        timers.Add(TimerFunction.Of(name, method, trigger, setting));
                        break;
                }
            }
            catch (SelfHostException e)
            {
                errors.Add($"function {name} ({method.DeclaringType!.Name}.{method.Name}): {e.Message}");
            }
        }

        errors.AddRange(Clashes(http, timers));
        return errors.Count == 0 ? new FunctionList(http, timers) : throw new SelfHostException(string.Join('\n', errors));
    }

    private static IEnumerable<(MethodInfo Method, string Name)> Marked(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(AnyMethod)
        let attribute = method.GetCustomAttribute<FunctionAttribute>(inherit: false)
        where attribute is not null
        select (method, attribute.Name);

    private static void CheckMethod(MethodInfo method, string name)
    {
        if (!FunctionName().IsMatch(name))
        {
            throw new SelfHostException("its name is not accepted; accepted: a letter, then up to 127 letters, digits, _ or -");
        }

        Type type = method.DeclaringType!;
        if (!method.IsPublic || !type.IsVisible || (type.IsAbstract && !method.IsStatic) || type.ContainsGenericParameters
            || method.ContainsGenericParameters)
        {
            throw new SelfHostException("it cannot be called; accepted: a public method of a public class, neither generic nor abstract");
        }

        RefuseForeign(method.GetCustomAttributesData(), "it");
        RefuseForeign(type.GetCustomAttributesData(), "its class");
        RefuseForeign(method.ReturnParameter.GetCustomAttributesData(), "its return value");
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            RefuseForeign(parameter.GetCustomAttributesData(), $"its parameter {parameter.Name}");
        }
    }

    /// <summary>An attribute of the worker or of ASP.NET Core would promise something that nobody keeps here.</summary>
    private static void RefuseForeign(IEnumerable<CustomAttributeData> attributes, string owner)
    {
        foreach (CustomAttributeData each in attributes)
        {
            string space = each.AttributeType.Namespace + ".";
            if (!space.StartsWith("System.", StringComparison.Ordinal) && !space.StartsWith("DevMesh.", StringComparison.Ordinal))
            {
                throw new SelfHostException($"{owner} has the attribute {each.AttributeType.Name}, which is not supported");
            }
        }
    }

    private static Attribute Trigger(MethodInfo method)
    {
        Attribute[] triggers = method.GetParameters()
            .SelectMany(parameter => parameter.GetCustomAttributes(inherit: false).Cast<Attribute>())
            .Where(each => each is HttpTriggerAttribute or TimerTriggerAttribute)
            .ToArray();
        return triggers is [Attribute only]
            ? only
            : throw new SelfHostException($"it has {triggers.Length} triggers; accepted: one parameter with [HttpTrigger] or [TimerTrigger]");
    }

    private static IEnumerable<string> Clashes(List<HttpFunction> http, List<TimerFunction> timers)
    {
        foreach (IGrouping<string, string> same in http.Select(each => each.Name).Concat(timers.Select(each => each.Name))
            .GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(each => each.Count() > 1))
        {
            yield return $"function {same.Key}: the name is given {same.Count()} times";
        }

        // The Functions host takes the first route that fits, in an order of its own, where ASP.NET Core takes the closest.
        for (int i = 1; i < http.Count; i++)
        {
            if (http.Take(i).FirstOrDefault(other => Overlap(other, http[i]) && MayBeSamePath(other.Route, http[i].Route)) is { } other)
            {
                yield return $"functions {other.Name} and {http[i].Name}: "
                    + $"/{other.Route} and /{http[i].Route} can be the same path, with the same method";
            }
        }
    }

    private static bool MayBeSamePath(string a, string b)
    {
        string[] parts = a.Split('/');
        string[] others = b.Split('/');
        return parts.Length == others.Length && parts.Zip(others).All(pair =>
            pair.First.Contains('{', StringComparison.Ordinal)
            || pair.Second.Contains('{', StringComparison.Ordinal)
            || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>No methods stand for all of them.</summary>
    private static bool Overlap(HttpFunction a, HttpFunction b) =>
        a.Methods.Count == 0 || b.Methods.Count == 0 || a.Methods.Intersect(b.Methods, StringComparer.Ordinal).Any();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionName();
}
