namespace DevMesh.Domain.Logs;

/// <summary>Severity of a log event, numbered as in RFC 5424, section 6.2.1: the smaller, the worse.</summary>
public enum Level : byte
{
    Emerg = 0,
    Alert = 1,
    Crit = 2,
    Err = 3,
    Warning = 4,
    Notice = 5,
    Info = 6,
    Debug = 7,
}

/// <summary>The names of levels on the wire and in the database.</summary>
public static class Levels
{
    private static readonly string[] Names = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    private static readonly Dictionary<string, Level> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["emerg"] = Level.Emerg, ["emergency"] = Level.Emerg, ["panic"] = Level.Emerg, ["0"] = Level.Emerg,
        ["alert"] = Level.Alert, ["1"] = Level.Alert,
        ["crit"] = Level.Crit, ["critical"] = Level.Crit, ["fatal"] = Level.Crit, ["2"] = Level.Crit,
        ["err"] = Level.Err, ["error"] = Level.Err, ["severe"] = Level.Err, ["3"] = Level.Err,
        ["warning"] = Level.Warning, ["warn"] = Level.Warning, ["4"] = Level.Warning,
        ["notice"] = Level.Notice, ["5"] = Level.Notice,
        ["info"] = Level.Info, ["information"] = Level.Info, ["informational"] = Level.Info, ["6"] = Level.Info,
        ["debug"] = Level.Debug, ["trace"] = Level.Debug, ["verbose"] = Level.Debug, ["7"] = Level.Debug,
    };

    /// <summary>What a level may be called, for error messages.</summary>
    public const string Accepted = "emerg, alert, crit, err, warning, notice, info, debug, their usual aliases, or 0 to 7";

    /// <summary>The one name under which a level is stored and answered.</summary>
    public static string Name(this Level level) => Names[(int)level];

    /// <summary>Reads a name, an alias or a digit, in any case.</summary>
    public static bool TryParse(string? text, out Level level) =>
        Aliases.TryGetValue(text?.Trim() ?? "", out level);

    /// <summary>All levels as bad as <paramref name="level"/> or worse, worst first.</summary>
    public static IEnumerable<Level> AtLeast(Level level) => Enum.GetValues<Level>().Where(each => each <= level);
}
