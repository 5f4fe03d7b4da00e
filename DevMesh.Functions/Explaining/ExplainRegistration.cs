using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Incidents.Planning;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Incidents.Writing;
using DevMesh.Functions.Gateway;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions.Explaining;

internal static class ExplainRegistration
{
    /// <summary>The planner may take this part of the time of all models: it is the writer who is worth waiting for.</summary>
    private const int PlannersPart = 4;

    public static IServiceCollection AddExplaining(this IServiceCollection services, DevMeshSettings settings)
    {
        services.AddSingleton<IncidentDesk>();
        if (settings is { GatewayUrl: { } url, ExplainModel: { } model })
        {
            services
                .AddSingleton<IChatModel>(provider => Chat(settings, url, provider))
                .AddSingleton(new ModelWriterOptions(model, settings.ExplainAnswerTokens))
                .AddSingleton<ModelWriter>()
                .AddSingleton(new QuestionPlannerOptions(settings.PlannerModel, settings.ExplainTimeout / PlannersPart))
                .AddSingleton<QuestionPlanner>();
        }

        return services.AddSingleton(provider => new Explainer(
            provider.GetRequiredService<QuestionReader>(),
            provider.GetRequiredService<EvidencePackBuilder>(),
            provider.GetRequiredService<IIncidentStore>(),
            provider.GetService<QuestionPlanner>(),
            provider.GetService<ModelWriter>(),
            new ExplainerOptions(settings.ExplainTimeout),
            provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>With a state of its own: the one of /health and /stats tells whether search can embed.</summary>
    private static GatewayChat Chat(DevMeshSettings settings, Uri url, IServiceProvider provider)
    {
        TimeProvider clock = provider.GetRequiredService<TimeProvider>();
        GatewayState state = new(configured: true, clock, provider.GetRequiredService<ILogger<GatewayState>>());
        GatewayClient client = new(
            url, settings.GatewayApiKey, GatewayResilience.BuildForChat(GatewayPatience.DefaultRetryDelay, clock), state, clock);
        ModelBreaker breaker = new(settings.GatewayBreak, clock, provider.GetRequiredService<ILogger<ModelBreaker>>());
        return new GatewayChat(client, breaker, clock);
    }
}
