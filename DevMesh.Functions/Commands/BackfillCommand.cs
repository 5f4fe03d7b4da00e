using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DevMesh.Domain.Backfill;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Commands;

/// <summary>
/// <c>backfill embeddings</c> and <c>backfill templates</c>: what the timers do, at once and until nothing is left; and
/// <c>backfill values</c>, which no timer does. Progress goes to standard error, the last line to standard output.
/// </summary>
internal static class BackfillCommand
{
    public static Command Create(CommandServices services) =>
        new("backfill", "Give vectors, templates or entries of the index of values to whatever lacks them")
    {
        Create(
            services,
            "embeddings",
            "Embed templates without a vector of the model that the settings name, then logs if EMBED_LOGS is true",
            "vectors",
            settings => new PaceOptions(settings.EmbeddingBatchSize, settings.BackfillDelay),
            (pace, call, ct) => services.Get<EmbeddingBackfill>().RunAsync(call with { Pace = pace }, ct)),
        Create(
            services,
            "templates",
            "Give a template of the rules in use to logs without one, or with one of older rules",
            "logs",
            settings => new PaceOptions(settings.BackfillTemplatesBatchSize, settings.BackfillTemplatesDelay),
            (pace, call, ct) => services.Get<TemplateBackfill>().RunAsync(call with { Pace = pace }, ct)),
        Create(
            services,
            "values",
            "Enter logs into the index of values that were stored before there was one",
            "logs",
            settings => new PaceOptions(settings.BackfillTemplatesBatchSize, settings.BackfillTemplatesDelay),
            (pace, call, ct) => services.Get<ValueBackfill>().RunAsync(call with { Pace = pace }, ct)),
    };

    private static Command Create(
        CommandServices services, string name, string description, string unit, Func<DevMeshSettings, PaceOptions> usual,
        Func<PaceOptions?, JobCall, CancellationToken, Task<JobResult>> run)
    {
        Option<int?> batchSize = new("--batch-size")
        {
            Description = "How many at a time, 1 to 10000. Default: as the settings say.",
            CustomParser = ParseBatchSize,
        };
        Option<TimeSpan?> delay = new("--delay")
        {
            Description = "The pause between two batches, such as 500ms, 2s or 0s. Default: as the settings say.",
            CustomParser = ParseDelay,
        };
        Command command = new(name, description) { batchSize, delay };
        command.SetAction((parsed, ct) => JobCommand.RunAsync(
            services,
            name,
            unit,
            hasRate: true,
            parsed.InvocationConfiguration,
            (call, token) => run(PaceOf(parsed.GetValue(batchSize), parsed.GetValue(delay)), call, token),
            ct));
        return command;

        // What is not given is as the timer has it; with neither, an embedded embedder keeps to its own pace.
        PaceOptions? PaceOf(int? size, TimeSpan? pause)
        {
            PaceOptions settings = usual(services.Get<DevMeshSettings>());
            return size is null && pause is null
                ? null
                : settings with { BatchSize = size ?? settings.BatchSize, Delay = pause ?? settings.Delay };
        }
    }

    private static int? ParseBatchSize(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is >= 1 and <= 10_000)
        {
            return size;
        }

        result.AddError($"--batch-size: '{text}' is not accepted; accepted: a whole number from 1 to 10000");
        return null;
    }

    private static TimeSpan? ParseDelay(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Durations.TryParse(text, out TimeSpan delay) && delay <= TimeSpan.FromMinutes(10))
        {
            return delay;
        }

        result.AddError($"--delay: '{text}' is not accepted; accepted: a duration such as 500ms, 2s or 0s, at most 10m");
        return null;
    }
}
