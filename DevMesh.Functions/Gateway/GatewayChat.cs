using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents.Writing;

namespace DevMesh.Functions.Gateway;

/// <summary>
/// Asks language models through <c>/v1/chat/completions</c>. It has a client and a breaker of its own: a model that writes badly
/// says nothing about the one that embeds. All requests of one question count as one, for its time and for the breaker.
/// </summary>
internal sealed class GatewayChat(GatewayClient gateway, ModelBreaker breaker, TimeProvider clock) : IChatModel, IDisposable
{
    public async Task<string> AskAsync(ChatRequest request, CancellationToken ct)
    {
        using ModelBreaker.Turn turn = breaker.Begin(request.Model);
        if (turn.Refusal is { } refusal)
        {
            throw new ChatUnavailableException(refusal);
        }

        using CancellationTokenSource limit = new(request.Patience, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            GatewayAnswer answer = await PostAsync(request, either.Token);
            if (!answer.IsFailure)
            {
                turn.Answered();
            }

            string text = TextOf(answer, request);
            gateway.State.Succeeded(isSlow: false);
            return text;
        }
        catch (EmbeddingUnavailableException e) // the client's word for a gateway that does not answer
        {
            if (!ct.IsCancellationRequested)
            {
                turn.Failed(e.Message);
            }

            throw new ChatUnavailableException(e.Message, e);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            // It has had all of its time, whoever left at the same moment.
            EmbeddingUnavailableException late = gateway.Failed(
                $"did not answer for {request.Model} within {request.Patience.TotalSeconds:0.##} s (see EXPLAIN_TIMEOUT)", e);
            turn.Failed(late.Message);
            ct.ThrowIfCancellationRequested();
            throw new ChatUnavailableException(late.Message, late) { IsTooLate = true };
        }
    }

    public void Dispose() => gateway.Dispose();

    private async Task<GatewayAnswer> PostAsync(ChatRequest request, CancellationToken ct)
    {
        GatewayAnswer answer = await gateway.PostAsync("v1/chat/completions", BodyOf(request, withSchema: true), ct);
        return answer.IsRefusal && !answer.IsTooLarge
            // Servers that do not know schemas refuse the whole request. The answer is checked in any case.
            ? await gateway.PostAsync("v1/chat/completions", BodyOf(request, withSchema: false), ct)
            : answer;
    }

    private static Dictionary<string, object> BodyOf(ChatRequest request, bool withSchema)
    {
        Dictionary<string, object> body = new(StringComparer.Ordinal)
        {
            ["model"] = request.Model,
            ["messages"] = request.Messages.Select(message => new { role = RoleOf(message.Role), content = message.Text }),
            ["max_tokens"] = request.MaxTokens,
            ["temperature"] = 0,
            ["seed"] = 0,
            ["stream"] = false,
        };
        if (withSchema)
        {
            body["response_format"] = new
            {
                type = "json_schema",
                json_schema = new { name = request.SchemaName, schema = request.Schema, strict = true },
            };
        }

        return body;
    }

    private static string RoleOf(ChatRole role) => role switch
    {
        ChatRole.System => "system",
        ChatRole.Assistant => "assistant",
        _ => "user",
    };

    private string TextOf(GatewayAnswer answer, ChatRequest request)
    {
        string model = request.Model;
        if (!answer.IsOk)
        {
            throw gateway.Failed($"answered {(int)answer.Status} for {model}{Explain(answer)}");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Body);
            JsonElement choice = document.RootElement.GetProperty("choices")[0];
            string text = choice.GetProperty("message").GetProperty("content").GetString() ?? "";
            return !IsCutOff(choice, text)
                ? text
                : throw gateway.Failed(
                    $"ends the answer of {model} at {request.MaxTokens} tokens, which is too early; see EXPLAIN_ANSWER_TOKENS");
        }
        catch (Exception e) when (
            e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw gateway.Failed($"did not answer for {model} in the form of the OpenAI API", e);
        }
    }

    /// <summary>Asked again, it would be cut off again. Whatever came after the last brace is nothing that is missed.</summary>
    private static bool IsCutOff(JsonElement choice, string text) =>
        choice.TryGetProperty("finish_reason", out JsonElement reason)
        && reason.ValueKind == JsonValueKind.String
        && reason.ValueEquals("length")
        && !text.TrimEnd('`', ' ', '\n', '\r').EndsWith('}');

    private static string Explain(GatewayAnswer answer) => (int)answer.Status switch
    {
        401 or 403 => "; GATEWAY_API_KEY is missing or refused",
        404 when answer.IsRouteMissing => "; it has no /v1/chat/completions, see GATEWAY_URL",
        404 => "; it does not know the model, see EXPLAIN_MODEL and PLANNER_MODEL",
        _ when answer.IsTooLarge => "; the evidence is too long for it, see EXPLAIN_TOKEN_BUDGET",
        429 => "; it is too busy",
        _ => "",
    };
}
