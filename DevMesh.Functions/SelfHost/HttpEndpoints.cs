using DevMesh.Functions.Http;
using Microsoft.AspNetCore.Routing;

namespace DevMesh.Functions.SelfHost;

/// <summary>Serves HTTP functions as endpoints, with the pipeline around each.</summary>
internal static class HttpEndpoints
{
    /// <summary>Marks an endpoint as a function, so that routing's own ones (a wrong method) can be told from it.</summary>
    private sealed record FunctionMarker(string Name);

    public static void Map(IEndpointRouteBuilder routes, IEnumerable<HttpFunction> functions, string prefix, HttpPipeline pipeline)
    {
        foreach (HttpFunction function in functions)
        {
            string pattern = $"{prefix}/{function.Route}";
            RequestDelegate serve = async context =>
            {
                object? result = await pipeline.InvokeAsync(
                    context, function.Name, () => function.InvokeAsync(context), context.RequestAborted);
                if (result is IResult answer)
                {
                    await answer.ExecuteAsync(context);
                }
            };
            IEndpointConventionBuilder endpoint = function.Methods.Count == 0
                ? routes.Map(pattern, serve)
                : routes.MapMethods(pattern, function.Methods, serve);
            endpoint.WithMetadata(new FunctionMarker(function.Name)).WithDisplayName(function.Name);
        }
    }

    /// <summary>Makes a problem of what routing would answer without a body: no such route, no such method.</summary>
    public static async Task AnswerUnmatchedAsync(HttpContext context, RequestDelegate next, HttpPipeline pipeline)
    {
        await next(context);
        bool isFunction = context.GetEndpoint()?.Metadata.GetMetadata<FunctionMarker>() is not null;
        if (isFunction || context.Response.HasStarted)
        {
            return;
        }

        string allowed = context.Response.Headers.Allow.ToString();
        Problem? problem = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ProblemMap.UnknownRoute(context.Request),
            StatusCodes.Status405MethodNotAllowed => ProblemMap.WrongMethod(context.Request, allowed),
            _ => null,
        };
        if (problem is not null)
        {
            await pipeline.Refuse(context, problem).ExecuteAsync(context);
        }
    }
}
