using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using OpenAI;
using OpenAI.Embeddings;

namespace DevMesh.Functions.Gateway;

/// <summary>How to reach a model.</summary>
/// <param name="Url">Of the gateway, without <c>/v1</c>.</param>
/// <param name="ApiKey">Null for a gateway that asks for none.</param>
/// <param name="Timeout">Of one request.</param>
/// <param name="BatchSize">Texts of one request.</param>
internal sealed record GatewayOptions(Uri Url, string? ApiKey, string Model, int Dimension, TimeSpan Timeout, int BatchSize);

/// <summary>Embeds through <c>/v1/embeddings</c> of any server that speaks the OpenAI API.</summary>
internal sealed class GatewayEmbedder : IEmbedder
{
    /// <summary>Of a longer text only the beginning is sent; this is chunk version 1. About 2,000 tokens.</summary>
    public const int MaxCharacters = 8000;

    private readonly GatewayOptions _options;
    private readonly GatewayState _state;
    private readonly EmbeddingClient _client;

    public GatewayEmbedder(GatewayOptions options, GatewayState state)
    {
        _options = options;
        _state = state;
        _client = new EmbeddingClient(
            options.Model,
            new ApiKeyCredential(options.ApiKey ?? "none"), // the library wants one; a gateway without keys ignores it
            new OpenAIClientOptions
            {
                Endpoint = new Uri(options.Url.AbsoluteUri.TrimEnd('/') + "/v1"),
                NetworkTimeout = options.Timeout,
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            });
    }

    public EmbedderKind Kind => EmbedderKind.Remote;

    public string Model => _options.Model;

    public int Dimension => _options.Dimension;

    public int ChunkVersion => 1;

    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        List<float[]> vectors = new(texts.Count);
        foreach (string[] batch in texts.Chunk(_options.BatchSize))
        {
            try
            {
                vectors.AddRange(await EmbedBatchAsync(batch, ct));
                _state.Succeeded();
            }
            catch (EmbeddingUnavailableException e)
            {
                _state.Failed(e.Message);
                throw;
            }
        }

        return vectors;
    }

    private async Task<float[][]> EmbedBatchAsync(string[] texts, CancellationToken ct)
    {
        // The library's own reader takes base64 alone, which not every server gives.
        BinaryContent body = BinaryContent.Create(BinaryData.FromObjectAsJson(new
        {
            model = _options.Model,
            input = texts.Select(Cut).ToArray(),
            encoding_format = "float",
        }));
        try
        {
            ClientResult answer = await _client.GenerateEmbeddingsAsync(body, new RequestOptions { CancellationToken = ct });
            return EmbeddingsAnswer.Read(answer.GetRawResponse().Content.ToMemory(), texts.Length, Dimension);
        }
        catch (ClientResultException e) when (e.Status > 0)
        {
            throw Unavailable($"answered {e.Status} for {Model}{Explain(e.Status)}", e);
        }
        catch (FormatException e)
        {
            throw Unavailable(e.Message, e);
        }
        catch (Exception e) when (e is ClientResultException or HttpRequestException or IOException)
        {
            throw Unavailable("cannot be reached; GATEWAY_URL says where it should be", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw Unavailable($"did not answer within {_options.Timeout.TotalSeconds} s (EMBEDDING_TIMEOUT)", e);
        }
    }

    private static EmbeddingUnavailableException Unavailable(string problem, Exception inner) =>
        new($"the model gateway {problem}", inner);

    private static string Explain(int status) => status switch
    {
        401 or 403 => "; GATEWAY_API_KEY is missing or refused",
        404 => "; it does not know the model or has no /v1/embeddings",
        413 => "; the batch is too large for it, see EMBEDDING_BATCH_SIZE",
        429 => "; it is too busy",
        _ => "",
    };

    /// <summary>Never between the two halves of a character.</summary>
    private static string Cut(string text) =>
        text.Length <= MaxCharacters ? text
        : char.IsHighSurrogate(text[MaxCharacters - 1]) ? text[..(MaxCharacters - 1)]
        : text[..MaxCharacters];
}
