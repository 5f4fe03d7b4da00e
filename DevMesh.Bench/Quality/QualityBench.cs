using System.CommandLine;
using System.Text.Json.Nodes;
using DevMesh.Bench.Running;
using DevMesh.Functions.Settings;
using Spectre.Console;

namespace DevMesh.Bench.Quality;

/// <summary>
/// <c>quality</c>: how well search answers the judged questions over the sample fleet, by words, by vectors and fused. With
/// the settings of a gateway in the environment its model embeds, else the embedded embedder.
/// </summary>
internal static class QualityBench
{
    private const string Database = "devmesh_bench_quality";

    public static Command Create()
    {
        Option<bool> misses = new("--misses") { Description = "Also list the questions that are answered badly; not those held back." };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("quality", "Judged questions over the sample fleet: nDCG, recall and exact hits.") { misses, json };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(misses), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(bool misses, bool json, CancellationToken ct)
    {
        await BenchServer.CreateAsync(Database);
        IEnumerable<KeyValuePair<string, string>> settings =
            SettingsReader.AllValues().Where(pair => pair.Key.StartsWith("GATEWAY_", StringComparison.Ordinal)
                || pair.Key is "EMBEDDING_MODEL" or "EMBEDDING_DIM" or "CANON_VERSION");
        await using SampleStore store = await SampleStore.OpenAsync(BenchServer.ConnectionTo(Database), settings, ct);
        (IReadOnlyList<QuestionScore> scores, string? embedder) = await QualityRun.RunAsync(store, JudgedSet.All, ct);
        Print(scores, $"quality: {scores.Count} questions, {store.Messages.Count:N0} templates, embedder {embedder ?? "none"}");
        if (misses)
        {
            PrintMisses(scores);
        }

        if (json)
        {
            Console.WriteLine(Json(scores, embedder).ToJsonString());
        }

        return 0;
    }

    private static void Print(IReadOnlyList<QuestionScore> scores, string title)
    {
        Table table = new Table().Title(title).Border(TableBorder.Rounded)
            .AddColumns("group", "questions", "lexical nDCG@10", "vector", "fused", "recall@20", "exact hits");
        foreach (IGrouping<QuestionGroup, QuestionScore> group in scores.GroupBy(score => score.Question.Group))
        {
            Add(table, group.Key.ToString().ToLowerInvariant(), group);
        }

        Add(table, "all but paraphrase", Counted(scores));
        Add(table, "  of those tuned to", Counted(scores).Where(score => !score.Question.HeldBack));
        Add(table, "  of those held back", Counted(scores).Where(score => score.Question.HeldBack));
        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string name, IEnumerable<QuestionScore> scores)
    {
        QualitySummary summary = QualitySummary.Of(scores);
        table.AddRow(
            name,
            $"{summary.Questions}",
            $"{summary.Lexical:N3}",
            $"{summary.Vector:N3}",
            $"{summary.Fused:N3}",
            summary.Recall is { } recall ? $"{recall:N3}" : "",
            summary.ExactHitRate is { } hits ? $"{hits:P0}" : "");
    }

    private static void PrintMisses(IReadOnlyList<QuestionScore> scores)
    {
        foreach (QuestionScore score in scores.Where(score => !score.Question.HeldBack && (score.Fused < 0.8 || score.Hit == false)))
        {
            Console.WriteLine(
                $"{score.Question.Group,-10} lexical {score.Lexical:N2} vector {score.Vector:N2} fused {score.Fused:N2}"
                + $"{(score.Hit == false ? " NO HIT" : "")}  {score.Question.Text}");
        }
    }

    private static JsonObject Json(IReadOnlyList<QuestionScore> scores, string? embedder)
    {
        QualitySummary all = QualitySummary.Of(Counted(scores));
        QualitySummary heldBack = QualitySummary.Of(Counted(scores).Where(score => score.Question.HeldBack));
        QualitySummary paraphrase = QualitySummary.Of(scores.Where(score => score.Question.Group is QuestionGroup.Paraphrase));
        return new JsonObject
        {
            ["embedder"] = embedder,
            ["questions"] = scores.Count,
            ["ndcg10_lexical"] = Math.Round(all.Lexical, 4),
            ["ndcg10_vector"] = Math.Round(all.Vector, 4),
            ["ndcg10_fused"] = Math.Round(all.Fused, 4),
            ["recall20_fused"] = Math.Round(all.Recall ?? 0, 4),
            ["exact_hit_rate"] = Math.Round(all.ExactHitRate ?? 0, 4),
            ["ndcg10_paraphrase"] = Math.Round(paraphrase.Fused, 4),
            ["ndcg10_fused_held_back"] = Math.Round(heldBack.Fused, 4),
        };
    }

    private static IEnumerable<QuestionScore> Counted(IEnumerable<QuestionScore> scores) =>
        scores.Where(score => score.Question.Group is not QuestionGroup.Paraphrase);
}
