using DevMesh.Domain.Logs;

namespace DevMesh.Bench.Traffic;

/// <summary>A program that logs.</summary>
/// <param name="Unit">Null when no unit owns it, as for the kernel.</param>
/// <param name="ProcessEach">True when every episode is a process of its own, as for sshd and cron.</param>
internal sealed record Origin(string? Unit, string Identifier, bool ProcessEach = false)
{
    public Line Debug(string pattern) => new(this, Level.Debug, Pattern.Parse(pattern));

    public Line Info(string pattern) => new(this, Level.Info, Pattern.Parse(pattern));

    public Line Notice(string pattern) => new(this, Level.Notice, Pattern.Parse(pattern));

    public Line Warning(string pattern) => new(this, Level.Warning, Pattern.Parse(pattern));

    public Line Error(string pattern) => new(this, Level.Err, Pattern.Parse(pattern));

    public Line Critical(string pattern) => new(this, Level.Crit, Pattern.Parse(pattern));
}

/// <summary>One kind of message.</summary>
internal sealed record Line(Origin Origin, Level Level, Pattern Pattern);

/// <summary>Messages that come one after the other and speak of the same user, address, container or unit.</summary>
/// <param name="Weight">How often it happens, against the other episodes of the same node.</param>
internal sealed record Episode(double Weight, params Line[] Lines);
