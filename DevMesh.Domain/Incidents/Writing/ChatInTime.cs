namespace DevMesh.Domain.Incidents.Writing;

internal static class ChatInTime
{
    /// <summary>
    /// A model ends its requests by itself, so that it knows that it was too slow; one that were cancelled at the same moment
    /// would take it for a caller who left. This much later it is left all the same.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Asks a model, and waits no longer than the request allows, whatever the model does.</summary>
    /// <exception cref="ChatUnavailableException">There is no answer, or none in time.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public static async Task<string> AskInTimeAsync(
        this IChatModel chat, ChatRequest request, TimeProvider clock, CancellationToken ct)
    {
        if (request.Patience <= TimeSpan.Zero)
        {
            throw TooLate(request, inner: null);
        }

        using CancellationTokenSource limit = new(request.Patience + Grace, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await chat.AskAsync(request, either.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw TooLate(request, e);
        }
    }

    private static ChatUnavailableException TooLate(ChatRequest request, Exception? inner) =>
        new($"{request.Model} did not answer in time", inner) { IsTooLate = true };
}
