using DevMesh.Domain.Incidents.Writing;

namespace DevMesh.Tests.Incidents;

/// <summary>A model that answers as a test tells it to, one answer after the other, the last one again and again.</summary>
internal sealed class ScriptedChat(params Func<ChatRequest, CancellationToken, Task<string>>[] answers) : IChatModel
{
    public ScriptedChat(params string[] answers)
        : this([.. answers.Select(answer => new Func<ChatRequest, CancellationToken, Task<string>>((_, _) => Task.FromResult(answer)))])
    {
    }

    public List<ChatRequest> Requests { get; } = [];

    public Task<string> AskAsync(ChatRequest request, CancellationToken ct)
    {
        Requests.Add(request);
        return answers[Math.Min(Requests.Count, answers.Length) - 1](request, ct);
    }
}
