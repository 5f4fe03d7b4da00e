using DevMesh.Domain.Incidents.Questions;
using DevMesh.Functions.Http;

namespace DevMesh.Functions.Explaining;

/// <summary>The body of POST /explain.</summary>
internal static class ExplainRequest
{
    /// <summary>In characters.</summary>
    public const int MaxQuestion = 2000;

    public const int MaxService = 255;

    public static readonly BodyLimits Limits = new(64 * 1024, "explain", 64 * 1024, "explain");

    /// <summary>The longest window, which bounds what is read for a pack.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(7);

    /// <summary>A question, or a window without one.</summary>
    public static IncidentQuestion Read(JsonBody body)
    {
        IncidentQuestion question = new(
            body.Text("question", MaxQuestion) ?? "",
            body.Time("since"),
            body.Time("until"),
            body.Node("node"),
            body.Text("service", MaxService));
        if (question.Text.Length == 0 && question.Since is null)
        {
            body.Fail("question", "is missing", $"a string of 1 to {MaxQuestion} characters, or since for a window without a question");
        }

        if (question is { Since: { } since, Until: { } until } && (until <= since || until - since > MaxWindow))
        {
            body.Fail("until", "makes no such window", $"a time after since, by at most {MaxWindow.TotalDays} days");
        }

        return question;
    }
}
