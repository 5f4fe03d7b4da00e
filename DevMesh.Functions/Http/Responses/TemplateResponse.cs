using DevMesh.Domain.Templates;

namespace DevMesh.Functions.Http.Responses;

/// <summary>A template as lists answer it.</summary>
/// <param name="Sparkline">Logs per hour, oldest first, the last 24 hours.</param>
internal record TemplateResponse(
    long TemplateId,
    string Template,
    long Count,
    DateTime FirstSeen,
    DateTime LastSeen,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<long> Sparkline)
{
    public static TemplateResponse Of(TemplateFacts facts) => new(
        facts.Template.Id,
        facts.Template.Text,
        facts.Count,
        facts.Template.FirstSeen,
        facts.Template.LastSeen,
        facts.Nodes,
        facts.Sparkline);
}

/// <summary>A template as GET /templates/{id} answers it.</summary>
/// <param name="EmbeddingModel">Of the vector that search compares with; null while there is none.</param>
internal sealed record TemplateDetailResponse(
    long TemplateId,
    string Template,
    long Count,
    DateTime FirstSeen,
    DateTime LastSeen,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<long> Sparkline,
    string CanonVersion,
    string? EmbeddingModel,
    int? EmbeddingDim,
    DateTime CreatedAt,
    DateTime UpdatedAt)
    : TemplateResponse(TemplateId, Template, Count, FirstSeen, LastSeen, Nodes, Sparkline)
{
    public static new TemplateDetailResponse Of(TemplateFacts facts) => new(
        facts.Template.Id,
        facts.Template.Text,
        facts.Count,
        facts.Template.FirstSeen,
        facts.Template.LastSeen,
        facts.Nodes,
        facts.Sparkline,
        facts.Template.CanonVersion,
        facts.Template.EmbeddingModel,
        facts.Template.EmbeddingDim,
        facts.Template.CreatedAt,
        facts.Template.UpdatedAt);
}

internal sealed record TemplatePageResponse(IReadOnlyList<TemplateResponse> Results, string? NextCursor);
