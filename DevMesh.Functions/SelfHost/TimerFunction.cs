using System.Reflection;
using NCrontab;

namespace DevMesh.Functions.SelfHost;

/// <summary>A function with a timer trigger.</summary>
internal sealed class TimerFunction
{
    private readonly Func<CancellationToken, object>[] _binders;

    private TimerFunction(
        string name, string expression, CrontabSchedule schedule, bool runOnStartup, MethodInfo method,
        Func<CancellationToken, object>[] binders)
    {
        Name = name;
        Expression = expression;
        Schedule = schedule;
        RunOnStartup = runOnStartup;
        Invoker = new FunctionInvoker(method);
        _binders = binders;
    }

    public string Name { get; }

    /// <summary>Six cron fields, in UTC.</summary>
    public string Expression { get; }

    public CrontabSchedule Schedule { get; }

    public bool RunOnStartup { get; }

    public FunctionInvoker Invoker { get; }

    /// <param name="setting">Gives the setting that a schedule names between percent signs, or null.</param>
    /// <exception cref="SelfHostException">The method is not what a timer function may be.</exception>
    public static TimerFunction Of(string name, MethodInfo method, TimerTriggerAttribute trigger, Func<string, string?> setting)
    {
        if (trigger.UseMonitor)
        {
            throw new SelfHostException("its timer uses the schedule monitor; accepted: UseMonitor = false");
        }

        if (method.ReturnType != typeof(void) && method.ReturnType != typeof(Task))
        {
            throw new SelfHostException($"it returns {method.ReturnType.Name}; accepted: void or Task");
        }

        string expression = Resolve(trigger.Schedule, setting);
        CrontabSchedule schedule = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw new SelfHostException(
                $"its schedule '{expression}' is not understood; accepted: six cron fields (second minute hour day month weekday)");
        return new TimerFunction(
            name, expression, schedule, trigger.RunOnStartup, method, [.. method.GetParameters().Select(Binder)]);
    }

    public async Task InvokeAsync(IServiceProvider services, CancellationToken ct)
    {
        object[] arguments = Array.ConvertAll(_binders, bind => bind(ct));
        if (Invoker.Invoke(services, arguments) is Task running)
        {
            await running;
        }
    }

    private static string Resolve(string schedule, Func<string, string?> setting)
    {
        if (schedule is not ['%', .. { Length: > 0 } name, '%'])
        {
            return schedule;
        }

        return setting(name) ?? throw new SelfHostException($"its schedule names the setting {name}, which has no value");
    }

    private static Func<CancellationToken, object> Binder(ParameterInfo parameter) => parameter.ParameterType switch
    {
        Type type when type == typeof(TimerInfo) && IsTrigger(parameter) => static _ => new TimerInfo(),
        Type type when type == typeof(CancellationToken) && !IsTrigger(parameter) => static ct => ct,
        Type type => throw new SelfHostException(
            $"its parameter {parameter.Name} of type {type.Name} cannot be bound; accepted: TimerInfo with [TimerTrigger] and CancellationToken"),
    };

    private static bool IsTrigger(ParameterInfo parameter) => parameter.IsDefined(typeof(TimerTriggerAttribute), inherit: false);
}
