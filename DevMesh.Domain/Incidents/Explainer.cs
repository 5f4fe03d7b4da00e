using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Incidents.Planning;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Incidents.Writing;

namespace DevMesh.Domain.Incidents;

/// <summary>How far an explanation is.</summary>
public enum ExplainStep
{
    /// <summary>The question is read.</summary>
    Reading,

    /// <summary>A small model says where to look.</summary>
    Planning,

    /// <summary>The evidence is collected.</summary>
    Collecting,

    /// <summary>A model tells what was found.</summary>
    Writing,
}

/// <summary>An answer with all that it rests on.</summary>
/// <param name="Unused">Why a model's words are not used although one is configured; null when there is nothing to say.</param>
/// <param name="Similar">Kept incidents that look alike, the most similar first.</param>
public sealed record ExplainedIncident(
    EvidencePack Pack, Explanation Explanation, Unused? Unused, IReadOnlyList<SimilarIncident> Similar);

/// <summary>Who wants to know how far it is. Calls come in order and are waited for.</summary>
public interface IExplainProgress
{
    Task AtAsync(ExplainStep step, CancellationToken ct);

    /// <summary>The evidence is complete, and what plain code makes of it; words of a model may follow.</summary>
    Task HaveAsync(EvidencePack pack, Explanation findings, CancellationToken ct);
}

/// <param name="Patience">How long the models may take, all together.</param>
public sealed record ExplainerOptions(TimeSpan Patience);

/// <summary>
/// Explains an incident: reads the question, collects the evidence, lets plain code find the cause and a model, where there is
/// one, tell it. Models are only ever an improvement: whatever becomes of them, there is an answer.
/// </summary>
/// <param name="planner">Null without a model.</param>
/// <param name="writer">Null without a model.</param>
public sealed class Explainer(
    QuestionReader questions,
    EvidencePackBuilder packs,
    IIncidentStore incidents,
    QuestionPlanner? planner,
    ModelWriter? writer,
    ExplainerOptions options,
    TimeProvider clock)
{
    private const int MostSimilar = 3;

    /// <summary>Below it two incidents share little more than the usual noise of trouble.</summary>
    private const double LeastSimilarity = 0.3;

    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    public async Task<ExplainedIncident> ExplainAsync(IncidentQuestion question, IExplainProgress? progress, CancellationToken ct)
    {
        TimeSpan patience = options.Patience;
        await AtAsync(ExplainStep.Reading);
        IncidentSubject subject = await questions.ReadAsync(question, ct);
        if (planner is not null)
        {
            await AtAsync(ExplainStep.Planning);
            long began = clock.GetTimestamp();
            subject = await planner.PlanAsync(subject, ct);
            patience -= clock.GetElapsedTime(began); // a slow database takes nothing from the time of the models
        }

        await AtAsync(ExplainStep.Collecting);
        EvidencePack pack = await packs.BuildAsync(subject, ct);
        Explanation findings = PlainExplainer.Explain(pack);
        IReadOnlyList<SimilarIncident> similar =
            await incidents.SimilarAsync(PackFingerprint.Of(pack), LeastSimilarity, MostSimilar, ct);
        if (progress is not null)
        {
            await progress.HaveAsync(pack, findings, ct);
        }

        if (writer is null)
        {
            return new ExplainedIncident(pack, findings, Unused: null, similar);
        }

        await AtAsync(ExplainStep.Writing);
        Written written = await WriteAsync(writer, pack, findings, patience, ct);
        return new ExplainedIncident(pack, written.Explanation, written.Unused, similar);

        Task AtAsync(ExplainStep step) => progress?.AtAsync(step, ct) ?? Task.CompletedTask;
    }

    private async Task<Written> WriteAsync(
        ModelWriter models, EvidencePack pack, Explanation findings, TimeSpan patience, CancellationToken ct)
    {
        Written written = await models.WriteAsync(pack, findings, patience, ct);
        return written.Unused?.Refusal != Refusal.TooLate
            ? written
            : written with // the writer knows its own part of the time, an operator the setting
            {
                Unused = new Unused(
                    Refusal.TooLate, $"the model did not answer within {options.Patience.TotalSeconds:0.#} s (EXPLAIN_TIMEOUT)"),
            };
    }
}
