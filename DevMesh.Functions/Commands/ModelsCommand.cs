using System.CommandLine;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Commands;

/// <summary><c>models</c>: the embedding models that have vectors; <c>models drop ID</c> removes one that is not in use.</summary>
internal static class ModelsCommand
{
    public static Command Create(CommandServices services)
    {
        Argument<int> id = new("ID") { Description = "The model's id, as `models` lists it." };
        Command drop = new("drop", "Remove a model with its vectors; one that search uses, or that is being filled, is refused") { id };
        drop.SetAction((parsed, ct) => DropAsync(services, parsed.GetValue(id), parsed.InvocationConfiguration, ct));
        Command command = new("models", "List the embedding models that have vectors") { drop };
        command.SetAction((parsed, ct) => ListAsync(services, parsed.InvocationConfiguration.Output, ct));
        return command;
    }

    private static async Task<int> ListAsync(CommandServices services, TextWriter output, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        IEmbedder configured = services.Get<IEmbedderCatalog>().Configured;
        IReadOnlyList<StoredModel> models = await services.Get<IEmbeddingModels>().ListAsync(ct);
        await output.WriteLineAsync($"{"id",4}  {"numbers",7}  {"templates",10}  {"logs",10}  model");
        foreach (StoredModel each in models)
        {
            string use = (each.Model.Served, IsOf(configured, each.Model)) switch
            {
                (true, true) => "  (search uses it)",
                (true, false) => "  (search uses it until the one of the settings is filled)",
                (false, true) => "  (of the settings, being filled)",
                _ => "  (not in use)",
            };
            await output.WriteLineAsync(
                $"{each.Model.Id,4}  {each.Model.Dimension,7}  {each.Templates,10:N0}  {each.Logs,10:N0}  {Printable.Of(each.Model.Name)}{use}");
        }

        return 0;
    }

    private static async Task<int> DropAsync(CommandServices services, int id, InvocationConfiguration console, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        IEmbeddingModels models = services.Get<IEmbeddingModels>();
        StoredModel? found = (await models.ListAsync(ct)).FirstOrDefault(each => each.Model.Id == id);
        string? refusal = found is null ? "there is no such model; ./devmesh models lists them"
            : found.Model.Served ? "search uses it; another one must be filled first (EMBEDDING_MODEL, EMBEDDING_DIM)"
            : IsOf(services.Get<IEmbedderCatalog>().Configured, found.Model) ? "it is the one that the settings name, and is being filled"
            : await models.DropAsync(id, ct) ? null
            : "it came into use just now";
        if (refusal is not null)
        {
            await console.Error.WriteLineAsync($"models drop {id}: {refusal}. Nothing was removed.");
            return 1;
        }

        await console.Output.WriteLineAsync(
            $"removed {Printable.Of(found!.Model.Name)} with {found.Templates:N0} vectors of templates and {found.Logs:N0} of logs");
        return 0;
    }

    private static bool IsOf(IEmbedder embedder, EmbeddingModel model) =>
        embedder.Model == model.Name && embedder.Dimension == model.Dimension;
}
