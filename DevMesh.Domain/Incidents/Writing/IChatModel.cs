using System.Text.Json.Nodes;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>Port: language models that answer a conversation with one JSON document.</summary>
public interface IChatModel
{
    /// <summary>
    /// Ends by itself when <see cref="ChatRequest.Patience"/> is over. A token that is cancelled means that the caller has left,
    /// which says nothing about the model.
    /// </summary>
    /// <returns>What the model wrote, as it is: nothing of it has been checked.</returns>
    /// <exception cref="ChatUnavailableException">There is no answer that could be read, or none in time.</exception>
    Task<string> AskAsync(ChatRequest request, CancellationToken ct);
}

/// <param name="Model">Its name at the gateway.</param>
/// <param name="SchemaName">What the schema describes, in letters and underscores.</param>
/// <param name="Schema">JSON Schema of the answer. A server may ignore it, so the answer is checked all the same.</param>
/// <param name="MaxTokens">Of the answer.</param>
/// <param name="Patience">How long the answer may take, with all that is tried again.</param>
public sealed record ChatRequest(
    string Model, IReadOnlyList<ChatMessage> Messages, string SchemaName, JsonNode Schema, int MaxTokens, TimeSpan Patience);

public sealed record ChatMessage(ChatRole Role, string Text);

public enum ChatRole
{
    /// <summary>The rules, which are the project's own words only.</summary>
    System,

    /// <summary>What is asked, with everything that comes from outside.</summary>
    User,

    /// <summary>What the model answered before.</summary>
    Assistant,
}

/// <summary>The language model cannot be used now. The answer is then made without it.</summary>
public sealed class ChatUnavailableException(string message, Exception? inner = null)
    : DevMeshException("chat-unavailable", message, inner)
{
    /// <summary>The model did not answer within its time.</summary>
    public bool IsTooLate { get; init; }
}
