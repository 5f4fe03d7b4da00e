using System.Globalization;
using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Templates;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;

namespace DevMesh.Functions.Triggers;

/// <summary>Templates, as a list and one by one.</summary>
public sealed class TemplateTriggers(ITemplateReader templates, QueryLimits limits)
{
    private const int DescribedAtOnce = 50;

    [Function("ListTemplates")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "templates")] HttpRequest request, CancellationToken ct)
    {
        (TemplateSort sort, int limit, TemplatePosition? after) = RequestQuery.Read(request, query =>
        {
            TemplateSort by = Enum.Parse<TemplateSort>(query.Choice("sort", "count", "recent", "novel"), ignoreCase: true);
            return (by, PageQuery.ReadLimit(query, limits), TemplateCursor.Read(query, by));
        });
        // One more than asked for tells whether there is a next page.
        IReadOnlyList<TemplatePosition> found = await templates.ListAsync(sort, after, limit + 1, ct);
        List<TemplateResponse> page = [];
        int read = 0;
        long text = 0;
        while (read < Math.Min(found.Count, limit) && text <= limits.MaxText)
        {
            // Some at a time: how long their texts are is known only once they are read.
            TemplatePosition[] some = [.. found.Take(limit).Skip(read).Take(DescribedAtOnce)];
            IReadOnlyDictionary<long, TemplateFacts> facts =
                await templates.DescribeAsync([.. some.Select(each => each.Id)], sparklineUntil: null, ct);
            page.AddRange(some.Where(each => facts.ContainsKey(each.Id)).Select(each => TemplateResponse.Of(facts[each.Id])));
            text += facts.Values.Sum(each => (long)each.Template.Text.Length);
            read += some.Length;
        }

        return WireJson.Answer(new TemplatePageResponse(
            page, found.Count > read ? TemplateCursor.Encode(sort, found[read - 1]) : null));
    }

    [Function("GetTemplate")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "templates/{id}")] HttpRequest request, string id, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            throw new InvalidRequestException("id", "is not the id of a template", "a whole number");
        }

        IReadOnlyDictionary<long, TemplateFacts> facts = await templates.DescribeAsync([number], sparklineUntil: null, ct);
        return facts.TryGetValue(number, out TemplateFacts? found)
            ? WireJson.Answer(TemplateDetailResponse.Of(found))
            : throw new NotFoundException($"template {number}");
    }
}
