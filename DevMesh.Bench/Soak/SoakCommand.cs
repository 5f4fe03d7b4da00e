using System.CommandLine;
using DevMesh.Bench.Running;

namespace DevMesh.Bench.Soak;

/// <summary>
/// <c>soak</c>: minutes at a share of the rate that the same run measured, with clients that ask and retention that holds the
/// table at its size. Judges by itself whether memory is flat and latency does not grow, and fails when not.
/// </summary>
internal static class SoakCommand
{
    private const string Database = "devmesh_bench_soak";

    public static Command Create()
    {
        Option<double> minutes = new("--minutes") { Description = "How long it takes.", DefaultValueFactory = _ => 10 };
        Option<long> rows = new("--rows") { Description = "How many logs retention holds.", DefaultValueFactory = _ => 2_000_000 };
        Option<int> share = new("--percent") { Description = "Of the rate that is measured first.", DefaultValueFactory = _ => 70 };
        Option<int> slice = new("--slice-seconds") { Description = "The length of what one line tells.", DefaultValueFactory = _ => 60 };
        Option<int> calibration = new("--calibrate-seconds")
        {
            Description = "How long the rate is measured first.",
            DefaultValueFactory = _ => 60,
        };
        Option<FileInfo?> svg = new("--svg") { Description = "Draw the run into this file." };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("soak", "Minutes of ingest and questions with retention: errors, memory, latency.")
        {
            minutes, rows, share, slice, calibration, svg, json,
        };
        command.SetAction((parsed, ct) => RunAsync(
            new SoakPlan(
                parsed.GetValue(rows), TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                TimeSpan.FromSeconds(parsed.GetValue(slice)), parsed.GetValue(share) / 100.0,
                TimeSpan.FromSeconds(parsed.GetValue(calibration))),
            parsed.GetValue(svg), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(SoakPlan plan, FileInfo? svg, bool json, CancellationToken ct)
    {
        int line = 0;
        SoakFigures figures = await new SoakRun(plan, Database).RunAsync(
            minute => Report.Progress(
                $"{++line,3}: {minute.LogsPerSecond,8:N0} logs/s  ingest p50 {minute.IngestP50,6:N0} p99 {minute.IngestP99,6:N0} ms  "
                + $"queries p50 {minute.QueryP50,6:N0} p99 {minute.QueryP99,6:N0} ms  {minute.Errors} errors  "
                + $"{minute.Megabytes:N0} MB  {minute.Rows:N0} rows"),
            ct);
        IReadOnlyList<SoakVerdict> verdicts =
        [
            .. SoakVerdict.Of(figures.Minutes, figures.Rate, plan.Rows),
            new("GET /stats counts what is there", figures.RowsCounted == figures.RowsExpected,
                $"{figures.RowsCounted:N0} told, {figures.RowsExpected:N0} stored and not deleted"),
        ];
        if (svg is not null)
        {
            await File.WriteAllTextAsync(svg.FullName, Draw(figures, plan), ct);
        }

        ReportOf(figures, plan).Print(json: false);
        foreach (string line2 in verdicts.Select(verdict => verdict.ToString()).Concat(figures.FirstErrors))
        {
            Console.WriteLine(line2);
        }

        bool isGood = verdicts.All(verdict => verdict.Holds != false);
        if (json)
        {
            Console.WriteLine(KeysOf(figures, isGood).Json);
        }

        return isGood ? 0 : 1;
    }

    private static Report ReportOf(SoakFigures figures, SoakPlan plan)
    {
        Report report = new(
            $"soak: {plan.Length.TotalMinutes:0.#} minutes at {plan.Share:P0} of {figures.Held:N0} logs/s, {plan.Rows:N0} rows held",
            "slice", "logs/s", "ingest p50", "ingest p99", "queries p50", "queries p99", "queries", "errors", "memory", "rows");
        for (int i = 0; i < figures.Minutes.Count; i++)
        {
            SoakMinute minute = figures.Minutes[i];
            report.AddRow(
                $"{i + 1}", $"{minute.LogsPerSecond:N0}", $"{minute.IngestP50:N0} ms", $"{minute.IngestP99:N0} ms",
                $"{minute.QueryP50:N0} ms", $"{minute.QueryP99:N0} ms", $"{minute.Queries}", $"{minute.Errors}",
                $"{minute.Megabytes:N0} MB", $"{minute.Rows:N0}");
        }

        return report.AddRow("start", "", "", "", "", "", "", "", $"{figures.MegabytesAtStart:N0} MB", "")
            .AddRow("end", "", "", "", "", "", "", "", $"{figures.MegabytesAtEnd:N0} MB", "");
    }

    private static Report KeysOf(SoakFigures figures, bool isGood)
    {
        IReadOnlyList<SoakMinute> minutes = figures.Minutes;
        return new Report("soak")
            .AddKey("alone_per_s", figures.Alone)
            .AddKey("held_per_s", figures.Held)
            .AddKey("asked_per_s", figures.Rate)
            .AddKey("stored_per_s", minutes.Average(minute => minute.LogsPerSecond))
            .AddKey("ingest_p50_ms", Median(minute => minute.IngestP50))
            .AddKey("ingest_p99_ms", Median(minute => minute.IngestP99))
            .AddKey("query_p50_ms", Median(minute => minute.QueryP50))
            .AddKey("query_p99_ms", Median(minute => minute.QueryP99))
            .AddKey("errors", minutes.Sum(minute => minute.Errors))
            .AddKey("memory_start_mb", figures.MegabytesAtStart)
            .AddKey("memory_end_mb", figures.MegabytesAtEnd)
            .AddKey("rows_least", minutes.Min(minute => minute.Rows))
            .AddKey("rows_most", minutes.Max(minute => minute.Rows))
            .AddKey("ok", isGood ? 1 : 0);

        double Median(Func<SoakMinute, double> figure) => Percentile.Of([.. minutes.Select(figure)], 50);
    }

    private static string Draw(SoakFigures figures, SoakPlan plan)
    {
        return SvgChart.Draw(plan.Slice == TimeSpan.FromMinutes(1) ? "minute" : $"{plan.Slice.TotalSeconds:0} s",
        [
            new SvgPanel("Logs stored", "/s", [
                new SvgLine("asked", "#999999", [.. figures.Minutes.Select(_ => figures.Rate)]),
                Line("stored", "#1f77b4", minute => minute.LogsPerSecond)]),
            new SvgPanel("Ingest, a batch of 1,000", "ms", [
                Line("p50", "#1f77b4", minute => minute.IngestP50), Line("p99", "#d62728", minute => minute.IngestP99)]),
            new SvgPanel("Queries, 8 clients", "ms", [
                Line("p50", "#1f77b4", minute => minute.QueryP50), Line("p99", "#d62728", minute => minute.QueryP99)]),
            new SvgPanel("Anonymous memory of the app", "MB", [Line("RssAnon", "#2ca02c", minute => minute.Megabytes)]),
            new SvgPanel("Logs in the table", "million", [Line("rows", "#9467bd", minute => minute.Rows / 1e6)]),
        ]);

        SvgLine Line(string name, string color, Func<SoakMinute, double> figure) => new(name, color, [.. figures.Minutes.Select(figure)]);
    }
}
