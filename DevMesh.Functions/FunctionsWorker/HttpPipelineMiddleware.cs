using DevMesh.Functions.Http;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace DevMesh.Functions.FunctionsWorker;

/// <summary>Puts the pipeline around every HTTP function of the worker; timers pass through.</summary>
internal sealed class HttpPipelineMiddleware(HttpPipeline pipeline) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        // The ASP.NET Core integration, which comes before this in the chain, executes the result that it finds here.
        context.GetInvocationResult().Value = await pipeline.InvokeAsync(
            http, context.FunctionDefinition.Name, CallAsync, context.CancellationToken);

        async ValueTask<object?> CallAsync()
        {
            await next(context);
            return context.GetInvocationResult().Value;
        }
    }
}
