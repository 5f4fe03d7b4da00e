using System.Text.Json;
using DevMesh.Functions.SelfHost;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.FunctionsWorker;

/// <summary>
/// The two lists of functions, one line for each: what the real worker build wrote into <c>functions.metadata</c>, which the
/// Functions host reads, and what the self-host serves.
/// </summary>
internal static class FunctionsMetadata
{
    public const string Path = "DevMesh.Tests/FunctionsWorker/functions.metadata";

    public static string Golden => File.ReadAllText(Repository.File(Path));

    public static IReadOnlyList<string> Served()
    {
        FunctionList found = FunctionDiscovery.Find(typeof(SelfHostProgram).Assembly.GetTypes(), ScheduleOf);
        return Sorted(
            found.Http.Select(each => Http(each.Name, each.Route, each.Methods, "Anonymous"))
                .Concat(found.Timers.Select(each => Timer(each.Name, each.Expression, each.RunOnStartup, useMonitor: false))));
    }

    /// <exception cref="InvalidDataException">A binding is neither of a kind that DevMesh uses.</exception>
    public static IReadOnlyList<string> Written(string metadata)
    {
        using JsonDocument document = JsonDocument.Parse(metadata);
        return Sorted(document.RootElement.EnumerateArray().Select(Line).ToList());
    }

    private static string Line(JsonElement function)
    {
        string name = function.GetProperty("name").GetString()!;
        JsonElement[] bindings = [.. function.GetProperty("bindings").EnumerateArray()];
        return string.Join(", ", bindings.Select(each => each.GetProperty("type").GetString())) switch
        {
            "httpTrigger, http" => Http(
                name,
                bindings[0].GetProperty("route").GetString()!,
                bindings[0].GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant()),
                bindings[0].GetProperty("authLevel").GetString()!),
            "timerTrigger" => Timer(
                name,
                Resolve(bindings[0].GetProperty("schedule").GetString()!),
                bindings[0].TryGetProperty("runOnStartup", out JsonElement atStart) && atStart.GetBoolean(),
                !bindings[0].TryGetProperty("useMonitor", out JsonElement monitor) || monitor.GetBoolean()),
            string other => throw new InvalidDataException($"{name} has the bindings {other}"),
        };
    }

    private static string Http(string name, string route, IEnumerable<string> methods, string authLevel) =>
        $"{name}: {string.Join(' ', methods)} /{route} {authLevel}";

    private static string Timer(string name, string schedule, bool runOnStartup, bool useMonitor) =>
        $"{name}: timer {schedule}{(runOnStartup ? " at start" : "")}{(useMonitor ? " monitored" : "")}";

    private static string Resolve(string schedule) =>
        schedule is ['%', .. string name, '%'] ? ScheduleOf(name) ?? $"{name} is no setting" : schedule;

    /// <summary>A schedule of its own for each setting, so that two settings with one default cannot be taken for each other.</summary>
    private static string? ScheduleOf(string setting)
    {
        int index = Setting.All.Select(each => each.Name).Order(StringComparer.Ordinal).ToList().IndexOf(setting);
        return index < 0 ? null : $"{index % 60} {index / 60} 0 * * *";
    }

    private static List<string> Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
}
