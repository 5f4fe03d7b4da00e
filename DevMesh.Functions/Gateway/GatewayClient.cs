using System.Net.Http.Headers;
using System.Net.Http.Json;
using DevMesh.Domain.Errors;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace DevMesh.Functions.Gateway;

/// <summary>
/// Requests to the gateway, all of them through one pipeline, and what becomes of them noted in <see cref="GatewayState"/>.
/// </summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>An answer beyond it is refused: 2,048 vectors of 16,000 numbers are below it.</summary>
    private const int MaxAnswerBytes = 1024 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly ResiliencePipeline<GatewayAnswer> _pipeline;
    private readonly GatewayState _state;
    private readonly TimeProvider _clock;

    /// <param name="url">Of the gateway, without <c>/v1</c>.</param>
    /// <param name="apiKey">Null for a gateway that asks for none.</param>
    /// <param name="pipeline">Of <see cref="GatewayResilience"/>; a time limit in it is EMBEDDING_TIMEOUT.</param>
    public GatewayClient(
        Uri url, string? apiKey, ResiliencePipeline<GatewayAnswer> pipeline, GatewayState state, TimeProvider clock)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a name that moves is looked up again
            AutomaticDecompression = System.Net.DecompressionMethods.All,
        })
        {
            BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan, // the pipeline's holds, or the caller's
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        if (apiKey is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        (_pipeline, _state, _clock) = (pipeline, state, clock);
    }

    public GatewayState State => _state;

    /// <summary>Posts JSON. An answer of any status is an answer.</summary>
    /// <param name="path">Without a slash before it.</param>
    /// <exception cref="EmbeddingUnavailableException">There is no answer, or nothing is asked at the moment.</exception>
    public async Task<GatewayAnswer> PostAsync<T>(string path, T body, CancellationToken ct)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    using HttpResponseMessage response = await _http.PostAsJsonAsync(path, body, token);
                    return await GatewayAnswer.OfAsync(response, _clock, token);
                },
                ct);
        }
        catch (BrokenCircuitException e)
        {
            // The state keeps what broke it, which says more.
            string until = e.RetryAfter is { } wait ? $" for another {Math.Ceiling(wait.TotalSeconds)} s" : "";
            throw new EmbeddingUnavailableException($"the model gateway failed again and again and is left alone{until}", e);
        }
        catch (TimeoutRejectedException e)
        {
            throw Failed($"did not answer within {e.Timeout.TotalSeconds} s (EMBEDDING_TIMEOUT)", e);
        }
        catch (Exception e) when (GatewayResilience.IsOfNetwork(e))
        {
            throw Failed("cannot be reached; GATEWAY_URL says where it should be", e);
        }
    }

    /// <summary>Notes that the gateway does not do what it should, and says it in the words of an operator.</summary>
    /// <param name="problem">Fits after "the model gateway".</param>
    public EmbeddingUnavailableException Failed(string problem, Exception? inner = null)
    {
        EmbeddingUnavailableException e = new($"the model gateway {problem}", inner);
        _state.Failed(e.Message);
        return e;
    }

    public void Dispose() => _http.Dispose();
}
