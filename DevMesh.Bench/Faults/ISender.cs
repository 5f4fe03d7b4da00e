namespace DevMesh.Bench.Faults;

/// <summary>Sends logs of a node, numbered from 0, and knows which of them the app has acknowledged.</summary>
internal interface ISender : IAsyncDisposable
{
    string Node { get; }

    /// <summary>Logs that were sent, or are about to be: their numbers are below it.</summary>
    int Sent { get; }

    /// <summary>How many of them are acknowledged so far.</summary>
    int Acknowledged { get; }

    /// <summary>Logs that are stored together or not at all: so many, from each multiple of it on. 1 where nobody can know.</summary>
    int Whole { get; }

    bool IsAcknowledged(int number);

    /// <summary>Sends nothing new, and returns once what was begun has an end.</summary>
    Task FinishAsync(CancellationToken ct);
}
