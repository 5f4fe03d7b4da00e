namespace DevMesh.Bench.Quality;

/// <summary>Means over some questions.</summary>
/// <param name="ExactHitRate">Of those that ask for a value; null when none does.</param>
internal sealed record QualitySummary(
    int Questions, double Lexical, double Vector, double Fused, double? Recall, double? ExactHitRate)
{
    public static QualitySummary Of(IEnumerable<QuestionScore> scores)
    {
        QuestionScore[] all = [.. scores];
        return new QualitySummary(
            all.Length,
            all.Average(score => score.Lexical),
            all.Average(score => score.Vector),
            all.Average(score => score.Fused),
            all.Average(score => score.Recall),
            all.Where(score => score.Hit is not null).Select(score => (double?)(score.Hit!.Value ? 1 : 0)).Average());
    }
}
