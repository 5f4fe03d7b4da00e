using System.CommandLine;
using DevMesh.Functions.MariaDb;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Commands;

/// <summary>
/// <c>index create</c>: builds the vector index that search uses once vectors do not fit into memory. While it is built,
/// new vectors wait; logs are stored all the same.
/// </summary>
internal static class IndexCommand
{
    private const string Templates = "templates";
    private const string Logs = "logs";
    private const double MiB = 1024 * 1024;

    public static Command Create(CommandServices services)
    {
        Argument<string> what = new("what") { Description = "The vectors of templates, or those of single logs.", DefaultValueFactory = _ => Templates };
        what.AcceptOnlyFromAmong(Templates, Logs);
        Command create = new("create", "Build the vector index unless it is there") { what };
        create.SetAction(async (parsed, ct) => await CreateAsync(
            services, parsed.GetValue(what) == Logs, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, ct));
        return new Command("index", "Build the vector index that search uses when vectors do not fit into memory") { create };
    }

    private static async Task<int> CreateAsync(
        CommandServices services, bool logs, TextWriter output, TextWriter error, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        VectorIndexes indexes = services.Get<VectorIndexes>();
        TimeProvider clock = services.Get<TimeProvider>();
        long started = clock.GetTimestamp();
        VectorIndexState? state = logs ? await indexes.CreateForLogsAsync(ct) : await indexes.CreateForTemplatesAsync(ct);
        if (state is null)
        {
            await error.WriteLineAsync(logs
                ? "There are no vectors of logs: set EMBED_LOGS to true and let the backfill run first."
                : "There are no vectors yet: they come with the first logs.");
            return 1;
        }

        double seconds = clock.GetElapsedTime(started).TotalSeconds;
        await output.WriteLineAsync(state.Created
            ? $"built the vector index of {state.Table}: {state.Rows:N0} vectors in {seconds:N1} s"
            : $"the vector index of {state.Table} is there: {state.Rows:N0} vectors");
        if (state.CacheBytes > state.ServerCacheBytes)
        {
            await output.WriteLineAsync(
                $"the graph takes about {state.CacheBytes / MiB:N0} MiB, the server's mhnsw_max_cache_size is "
                + $"{state.ServerCacheBytes / MiB:N0} MiB: raise it, or each search reads parts of the graph anew");
        }

        return 0;
    }
}
