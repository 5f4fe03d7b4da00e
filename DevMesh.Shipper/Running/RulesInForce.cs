using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Shipping;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Running;

/// <summary>The filter rules that the next batch is made by. They can be read again while entries are shipped.</summary>
internal sealed partial class RulesInForce(string? path, PositionFile? kept, ILogger log)
{
    private volatile FilterRules _current = FilterRules.None;

    /// <summary>Why the file could not be taken when it was read last; null when it could.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Reads the file, or takes the built-in rules when there is none to read.</summary>
    /// <returns>Every mistake in it; empty when its rules are in force.</returns>
    public IReadOnlyList<string> Load()
    {
        List<string> errors = [];
        FilterRules? rules = path is null ? FilterRules.Default : Read(path, errors);
        if (rules is not null)
        {
            _current = rules;
        }

        string count = errors.Count == 1 ? "a mistake" : $"{errors.Count} mistakes";
        Trouble = errors.Count == 0 ? null : $"{count} in the filter rules, the old ones stay in force: {errors[0]}";
        return errors;
    }

    /// <summary>Reads the file again. A broken one leaves the old rules in force.</summary>
    public void Reload()
    {
        FilterRules before = _current;
        IReadOnlyList<string> errors = Load();
        foreach (string error in errors)
        {
            LogBroken(log, error);
        }

        if (errors.Count > 0)
        {
            LogKept(log);
        }
        else if (_current.Hash == before.Hash)
        {
            LogSame(log, _current.Rules.Count);
        }
        else
        {
            LogReplaced(log, _current.Rules.Count);
        }
    }

    /// <param name="hash">Names the rules that a batch of the last run was made by; null for the rules in force.</param>
    public FilterRules Find(string? hash)
    {
        FilterRules current = _current;
        if (hash is null || hash == current.Hash)
        {
            return current;
        }

        FilterRules? before = hash == FilterRules.None.Hash ? FilterRules.None
            : hash == FilterRules.Default.Hash ? FilterRules.Default
            : kept?.FindRules(hash) is { } text ? FilterRules.Parse(text, [])
            : null;
        if (before is null)
        {
            LogMissing(log, hash);
        }

        return before ?? current;
    }

    private static FilterRules? Read(string path, List<string> errors)
    {
        List<FilterError> mistakes = [];
        FilterRules? rules = FilterFile.Read(path, mistakes);
        errors.AddRange(mistakes.Select(mistake => mistake.At(path)));
        return rules;
    }

    [LoggerMessage(10, LogLevel.Error, "{Mistake}")]
    private static partial void LogBroken(ILogger log, string mistake);

    [LoggerMessage(11, LogLevel.Error, "the filter rules that were in force before stay so; correct the file and reload again")]
    private static partial void LogKept(ILogger log);

    [LoggerMessage(12, LogLevel.Information, "the filter rules are as before: {Rules} rules")]
    private static partial void LogSame(ILogger log, int rules);

    [LoggerMessage(13, LogLevel.Information, "new filter rules are in force: {Rules} rules")]
    private static partial void LogReplaced(ILogger log, int rules);

    [LoggerMessage(14, LogLevel.Warning,
        "the filter rules {Hash} of a batch of the last run are no longer kept; it is made by the current ones, and may count repeats twice")]
    private static partial void LogMissing(ILogger log, string hash);
}
