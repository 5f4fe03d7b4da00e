using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Takeover;

/// <summary>Reads the levels of the old platform: what ingest takes, and the numbers of Python's logging module.</summary>
internal static class OldLevels
{
    public static bool TryRead(string text, out Level level)
    {
        if (Levels.TryParse(text, out level))
        {
            return true;
        }

        Level? python = text.Trim() switch
        {
            "10" => Level.Debug,
            "20" => Level.Info,
            "30" => Level.Warning,
            "40" => Level.Err,
            "50" => Level.Crit,
            _ => null,
        };
        level = python ?? Level.Info;
        return python is not null;
    }
}
