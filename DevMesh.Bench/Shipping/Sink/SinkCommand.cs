using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DevMesh.Bench.Shipping.Sink;

/// <summary><c>sink</c>: a server that takes whatever is posted, and counts it when it is asked to.</summary>
internal static class SinkCommand
{
    public static Command Create()
    {
        Command command = new("sink", "Take whatever is posted; GET /counts tells what it was. Part of the shipper's benchmark.")
        {
            Hidden = true,
        };
        command.SetAction((_, ct) => RunAsync(ct));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken ct)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        await using WebApplication app = builder.Build();
        SinkCounter counter = new();
        app.Run(context => ServeAsync(context, counter));
        await app.StartAsync(ct);
        Console.WriteLine(app.Urls.Single());
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static async Task ServeAsync(HttpContext context, SinkCounter counter)
    {
        HttpRequest request = context.Request;
        if (HttpMethods.IsPost(request.Method))
        {
            bool isBatch = request.Path == "/ingest/logs" && request.Headers.ContentEncoding == "gzip";
            await counter.TakeAsync(request.Body, isBatch, context.RequestAborted);
            await AnswerAsync(context, request.Path == "/_bulk" ? """{"took":1,"errors":false,"items":[]}""" : """{"rejected":[]}""");
        }
        else if (request.Path == "/progress")
        {
            await AnswerAsync(context, $$"""{"requests":{{counter.Requests}},"lines":{{counter.Lines}}}""");
        }
        else if (request.Path == "/counts")
        {
            await AnswerAsync(context, $$"""{"requests":{{counter.Requests}},"lines":{{counter.Lines}},"entries":{{counter.CountEntries()}}}""");
        }
        else if (HttpMethods.IsDelete(request.Method))
        {
            counter.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await AnswerAsync(context, "{}"); // a peer asks whether the server is well
        }
    }

    private static Task AnswerAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
