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
            // What a shipper looks for, and what a client of Elasticsearch does.
            await context.Response.WriteAsJsonAsync(new { rejected = Array.Empty<object>(), errors = false });
        }
        else if (request.Path == "/progress")
        {
            await context.Response.WriteAsJsonAsync(new SinkCounts(counter.Requests, counter.Lines, Entries: 0));
        }
        else if (request.Path == "/counts")
        {
            await context.Response.WriteAsJsonAsync(new SinkCounts(counter.Requests, counter.Lines, counter.CountEntries()));
        }
        else if (HttpMethods.IsDelete(request.Method))
        {
            counter.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await context.Response.WriteAsJsonAsync(new { }); // a peer asks whether the server is well
        }
    }
}
