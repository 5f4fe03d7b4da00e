using System.CommandLine;
using DevMesh.Domain.Backfill;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Commands;

/// <summary>Runs a timed job by hand, with its progress on standard error and what it did as the last line.</summary>
internal static class JobCommand
{
    /// <param name="unit">What it counts, in the plural.</param>
    /// <param name="hasRate">Whether what it counts is all of one kind, so that a rate tells something.</param>
    /// <returns>0 when it came to its end, 1 when not, 130 when it was interrupted.</returns>
    public static async Task<int> RunAsync(
        CommandServices services, string name, string unit, bool hasRate, InvocationConfiguration console,
        Func<JobCall, CancellationToken, Task<JobResult>> run, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct); // as every start of the app does: the tables may not be there yet
        using ProgressLine progress = new(name, unit, console.Error, isTerminal: !Console.IsErrorRedirected, TimeProvider.System);
        JobResult result;
        try
        {
            result = await run(new JobCall(Watch: progress), ct);
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            await console.Output.WriteLineAsync($"{name}: interrupted; {progress.Words}. Run it again to go on where it was.");
            return 130;
        }

        progress.Dispose();
        await console.Output.WriteLineAsync(result.End switch
        {
            JobEnd.Done => $"{name}: {result.Outcome} in {ProgressLine.Duration(result.Progress.Elapsed)}"
                + (hasRate ? $" ({result.Progress.PerSecond:N1} {unit}/s). Nothing is left." : "."),
            JobEnd.Busy => $"{name}: another worker runs it; nothing was done. GET /stats shows how far it is.",
            JobEnd.Stopped => $"{name}: {result.Outcome}. Run it again to go on where it was.",
            _ => $"{name}: {result.Outcome}. {ProgressLine.Left(result.Progress, unit)}Run it again to go on where it was.",
        });
        return result.End is JobEnd.Done ? 0 : 1;
    }
}
