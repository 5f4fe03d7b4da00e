using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;

namespace DevMesh.Functions.Gateway;

/// <summary>A model behind the gateway.</summary>
internal sealed record GatewayModel(string Name, int Dimension);

/// <summary>Embeds through <c>/v1/embeddings</c> of any server that speaks the OpenAI API, or as an older Ollama wants it.</summary>
internal sealed class GatewayEmbedder(GatewayClient gateway, GatewayModel model, TimeProvider clock) : IEmbedder
{
    /// <summary>
    /// Of a longer text only the beginning is sent, about 2,000 tokens; of one that the model still finds too long, half of
    /// it, and so on. This is chunk version 1.
    /// </summary>
    public const int MaxCharacters = 8000;

    /// <summary>Texts of one request at most, which is what OpenAI takes; callers bring batches of their own size.</summary>
    public const int MaxTexts = 2048;

    /// <summary>A text that is refused as too long at this length is refused for something else.</summary>
    private const int LeastCharacters = 64;

    /// <summary>What stands for a text without any visible character, which models refuse.</summary>
    private const string Blank = "(empty)";

    /// <summary>How long /v1/embeddings counts as missing before it is tried again: the server may have been updated.</summary>
    private static readonly TimeSpan FallbackTime = TimeSpan.FromMinutes(10);

    private long? _fellBackAt;

    public EmbedderKind Kind => EmbedderKind.Remote;

    public string Model => model.Name;

    public int Dimension => model.Dimension;

    public int ChunkVersion => 1;

    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        List<float[]> vectors = new(texts.Count);
        foreach (string[] batch in texts.Select(text => Cut(text, MaxCharacters)).Chunk(MaxTexts))
        {
            await EmbedBatchAsync(batch, vectors, ct);
        }

        return vectors;
    }

    /// <summary>Adds the vectors of a batch, in pieces if it is too large for the gateway.</summary>
    private async Task EmbedBatchAsync(string[] texts, List<float[]> vectors, CancellationToken ct)
    {
        if (_fellBackAt is { } at && clock.GetElapsedTime(at) < FallbackTime)
        {
            await EmbedOneByOneAsync(texts, vectors, ct);
            return;
        }

        object body = new { model = model.Name, input = texts, encoding_format = "float" };
        GatewayAnswer answer = await gateway.PostAsync("v1/embeddings", body, ct);
        if (answer.IsRouteMissing)
        {
            await EmbedOneByOneAsync(texts, vectors, ct);
            _fellBackAt = clock.GetTimestamp();
        }
        else if (answer.IsTooLarge && texts.Length > 1)
        {
            await EmbedBatchAsync(texts[..(texts.Length / 2)], vectors, ct);
            await EmbedBatchAsync(texts[(texts.Length / 2)..], vectors, ct);
        }
        else if (answer.IsTooLarge && texts[0].Length > LeastCharacters)
        {
            await EmbedBatchAsync([Cut(texts[0], texts[0].Length / 2)], vectors, ct);
        }
        else
        {
            vectors.AddRange(Read(answer, bytes => EmbeddingsAnswer.Read(bytes, texts.Length, Dimension)));
            _fellBackAt = null;
            gateway.State.Succeeded(isSlow: false);
        }
    }

    /// <summary>The API of Ollama before 0.1.26 or so, which takes one text.</summary>
    private async Task EmbedOneByOneAsync(string[] texts, List<float[]> vectors, CancellationToken ct)
    {
        foreach (string each in texts)
        {
            string text = each;
            GatewayAnswer answer = await AskAsync();
            for (; answer.IsTooLarge && text.Length > LeastCharacters; answer = await AskAsync())
            {
                text = Cut(text, text.Length / 2);
            }

            vectors.AddRange(Read(answer, bytes => [EmbeddingsAnswer.ReadOne(bytes, Dimension)]));
            gateway.State.Succeeded(isSlow: true);

            Task<GatewayAnswer> AskAsync() => gateway.PostAsync("api/embeddings", new { model = model.Name, prompt = text }, ct);
        }
    }

    private float[][] Read(GatewayAnswer answer, Func<ReadOnlyMemory<byte>, float[][]> read)
    {
        if (answer.IsRefusal)
        {
            // The server is well; which of the texts it is, the caller can find out by asking for fewer.
            throw new EmbeddingUnavailableException($"the model gateway answered {(int)answer.Status}: it refuses a text or {Model}")
            {
                IsRefusal = true,
            };
        }

        if (!answer.IsOk)
        {
            throw gateway.Failed($"answered {(int)answer.Status} for {Model}{Explain(answer)}");
        }

        try
        {
            return read(answer.Body);
        }
        catch (FormatException e)
        {
            throw gateway.Failed(e.Message, e);
        }
    }

    private static string Explain(GatewayAnswer answer) => (int)answer.Status switch
    {
        401 or 403 => "; GATEWAY_API_KEY is missing or refused",
        404 when answer.IsRouteMissing => "; it has neither /v1/embeddings nor /api/embeddings, see GATEWAY_URL",
        404 => "; it does not know the model, see EMBEDDING_MODEL",
        413 => "; even one text is too large for it",
        429 when answer.RetryAfter is { } wait => $"; it is too busy, and asks to be left alone for {Math.Ceiling(wait.TotalSeconds)} s",
        429 => "; it is too busy",
        _ => "",
    };

    /// <summary>Never between the two halves of a character.</summary>
    private static string Cut(string text, int length) =>
        string.IsNullOrWhiteSpace(text) ? Blank
        : text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)]
        : text[..length];
}
