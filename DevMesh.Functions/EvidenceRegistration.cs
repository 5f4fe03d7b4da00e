using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Functions.MariaDb;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions;

internal static class EvidenceRegistration
{
    /// <summary>What makes evidence packs; see docs/explain.md.</summary>
    public static IServiceCollection AddEvidence(this IServiceCollection services, DevMeshSettings settings) =>
        services
            .AddSingleton(new PackOptions(settings.ExplainTokenBudget))
            .AddQueries<IPackReader, PackReader>()
            .AddSingleton<QuestionReader>()
            .AddSingleton<EvidencePackBuilder>();
}
