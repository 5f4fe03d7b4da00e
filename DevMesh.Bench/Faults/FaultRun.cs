using System.Data.Common;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Faults;

/// <summary>What came of one fault.</summary>
/// <param name="WrongAnswers">What the app answered to a batch that was neither taken nor a 503.</param>
/// <param name="LongestRecovery">From when everything ran again until each sender had something acknowledged.</param>
internal sealed record FaultFigures(
    Fault Fault, int Tries, int Sent, int Acknowledged, FoundLogs Found, MiscountedRows Miscounted,
    IReadOnlyList<string> WrongAnswers, TimeSpan LongestRecovery)
{
    public int Kills => Tries * Fault.Kills;

    public bool IsClean =>
        Acknowledged > 0 && Found is { Lost: 0, Doubled: 0, Halved: 0, WrongTemplate: 0 } && Miscounted.Sum == 0
        && WrongAnswers.Count == 0;
}

/// <summary>
/// A fault, again and again at random moments, while a shipper and two other senders send; then the senders finish, and what
/// is stored is compared with what they sent and what was acknowledged to them.
/// </summary>
internal static class FaultRun
{
    private const int LongestWait = 300; // milliseconds of undisturbed sending before a fault, at most

    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    public static async Task<FaultFigures> RunAsync(
        FaultStage stage, Fault fault, int tries, Random random, Action<string> progress, CancellationToken ct)
    {
        NumberedLogs logs = new(PlainWord.Of(Fault.All.TakeWhile(other => other.Name != fault.Name).Count()));
        string folder = Path.Combine(stage.Folder, fault.Name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true); // of an earlier benchmark
        }

        await using ShipperSender shipper = new($"{fault.Name}-shipper", folder, stage.Address, stage.Shipper, logs);
        await using PostSender patient = new($"{fault.Name}-patient", isPatient: true, logs, stage.Http, stage.LogOf);
        await using PostSender hasty = new($"{fault.Name}-hasty", isPatient: false, logs, stage.Http, stage.LogOf);
        ISender[] senders = [shipper, patient, hasty];
        TimeSpan longest = TimeSpan.Zero;
        await SomethingAcknowledgedAsync(stage, senders, ct);
        for (int i = 1; i <= tries; i++)
        {
            await Task.Delay(random.Next(LongestWait), ct);
            await fault.StrikeAsync(stage, shipper, random, ct);
            TimeSpan recovery = await SomethingAcknowledgedAsync(stage, senders, ct);
            longest = recovery > longest ? recovery : longest;
            progress($"{fault.What}: {i} of {tries}, {senders.Sum(sender => sender.Acknowledged):N0} logs acknowledged, "
                + $"all go on after {recovery.TotalSeconds:N1} s");
        }

        await Task.WhenAll(senders.Select(sender => sender.FinishAsync(ct)));
        await using DbConnection connection = await FaultCheck.OpenAsync(stage.ConnectionString, ct);
        List<FoundLogs> found = [];
        foreach (ISender sender in senders)
        {
            found.Add(await FaultCheck.OfAsync(sender, logs, connection, ct));
        }

        return new FaultFigures(
            fault, tries, senders.Sum(sender => sender.Sent), senders.Sum(sender => sender.Acknowledged),
            new FoundLogs(
                found.Sum(each => each.Found), found.Sum(each => each.Lost), found.Sum(each => each.Doubled),
                found.Sum(each => each.Halved), found.Sum(each => each.WrongTemplate)),
            await FaultCheck.MiscountedAsync(connection, stage.Http, ct),
            [.. patient.WrongAnswers, .. hasty.WrongAnswers],
            longest);
    }

    /// <summary>Waits until each sender has more acknowledged than now.</summary>
    private static async Task<TimeSpan> SomethingAcknowledgedAsync(FaultStage stage, ISender[] senders, CancellationToken ct)
    {
        long started = TimeProvider.System.GetTimestamp();
        int[] before = [.. senders.Select(sender => sender.Acknowledged)];
        while (senders.Where((sender, i) => sender.Acknowledged <= before[i]).ToArray() is { Length: > 0 } waiting)
        {
            if (TimeProvider.System.GetElapsedTime(started) > RecoveryLimit)
            {
                throw new InvalidOperationException(
                    $"nothing was acknowledged to {string.Join(", ", waiting.Select(sender => sender.Node))} for "
                    + $"{RecoveryLimit.TotalSeconds:0} s. The app's log:\n{stage.App.Log}");
            }

            await Task.Delay(Between, ct);
        }

        return TimeProvider.System.GetElapsedTime(started);
    }
}
