using DevMesh.Domain.Incidents.Questions;
using DevMesh.Functions.Http;

namespace DevMesh.Functions.Explaining;

/// <summary>The body of POST /explain, and what holds for a question wherever it is asked.</summary>
internal static class ExplainRequest
{
    /// <summary>In characters.</summary>
    public const int MaxQuestion = 2000;

    public const int MaxService = 255;

    public static readonly BodyLimits Limits = new(64 * 1024, "explain", 64 * 1024, "explain");

    /// <summary>The longest window, which bounds what is read for a pack.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(7);

    /// <param name="now">UTC.</param>
    public static IncidentQuestion Read(JsonBody body, DateTime now)
    {
        IncidentQuestion question = new(
            body.Text("question", MaxQuestion) ?? "",
            body.Time("since"),
            body.Time("until"),
            body.Node("node"),
            body.Text("service", MaxService));
        if (ErrorOf(question, now) is var (field, problem, accepts))
        {
            body.Fail(field, problem, accepts);
        }

        return question;
    }

    /// <summary>What is wrong with a question, or with a window without one; null when nothing is.</summary>
    /// <param name="now">UTC; a window without an end ends here.</param>
    public static (string Field, string Problem, string Accepts)? ErrorOf(IncidentQuestion question, DateTime now)
    {
        if (question.Text.Length is 0 or > MaxQuestion && (question.Text.Length > 0 || question.Since is null))
        {
            return (
                "question",
                question.Text.Length == 0 ? "is missing" : "is too long",
                $"a string of 1 to {MaxQuestion} characters, or since for a window without a question");
        }

        if (question.Since is not { } since)
        {
            return null;
        }

        DateTime until = question.Until ?? now;
        return until - since > MaxWindow || until <= since && question.Until is not null
            ? ("until", "makes no such window", $"a time after since, by at most {MaxWindow.TotalDays} days")
            : null;
    }
}
