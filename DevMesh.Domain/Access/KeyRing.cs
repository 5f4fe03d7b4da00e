using DevMesh.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Access;

/// <summary>
/// The keys in memory, so that a request does not wait for the database to know its own. They are read whole: a fleet has some
/// hundred, which takes less than asking what has changed and then reading it.
/// </summary>
public sealed partial class KeyRing(IKeyStore store, TimeProvider clock, ILogger<KeyRing> logger) : IDisposable
{
    /// <summary>How old the keys may be: within this time a revoked key is refused.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    /// <summary>How soon they are read again for a key that is not among them: within this time a new key is accepted.</summary>
    public static readonly TimeSpan Soonest = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How old they may be while the database is away. A key cannot be revoked there either, and someone has to be able to ask
    /// GET /metrics what is wrong.
    /// </summary>
    public static readonly TimeSpan LifeWithoutDatabase = TimeSpan.FromMinutes(5);

    /// <summary>How long the database may take to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile Reading? _latest;
    private volatile Failure? _failure;

    /// <summary>The keys of a few seconds ago at most; while they cannot be read, of some minutes ago.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read now, and none that were read before do.</exception>
    public async ValueTask<KeySet> ReadAsync(CancellationToken ct)
    {
        if (_latest is { } latest && clock.GetElapsedTime(latest.At) < Life)
        {
            return latest.Keys;
        }

        await EnsureAsync(Life, ct);
        return _latest is { } found && (_failure is null || clock.GetElapsedTime(found.At) < LifeWithoutDatabase)
            ? found.Keys
            : throw Unreadable();
    }

    /// <summary>
    /// The same before a caller is refused: the key may have been made a moment ago. Older ones do not do, because a key that
    /// is not among them may be right.
    /// </summary>
    /// <exception cref="StoreUnavailableException">They cannot be read now.</exception>
    public async ValueTask<KeySet> ReadAgainAsync(CancellationToken ct)
    {
        await EnsureAsync(Soonest, ct);
        return _latest is { } found && _failure is null ? found.Keys : throw Unreadable();
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>Reads the keys unless they are young enough; whether that worked is in the fields.</summary>
    private async ValueTask EnsureAsync(TimeSpan age, CancellationToken ct)
    {
        // One at a time: those who waited find what the first one read, or that it could not.
        await _reading.WaitAsync(ct);
        try
        {
            if ((_latest is not { } latest || clock.GetElapsedTime(latest.At) >= age)
                && (_failure is not { } failure || clock.GetElapsedTime(failure.At) >= Soonest))
            {
                await RefreshAsync();
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private StoreUnavailableException Unreadable() => new(
        "the API keys cannot be read from the database now; try again later",
        _failure?.Cause ?? new TimeoutException());

    private async Task RefreshAsync()
    {
        long started = clock.GetTimestamp(); // a key that is revoked while they are read must not live longer for it
        using CancellationTokenSource limit = new(Patience, clock);
        try
        {
            // A driver that blocks, or that does not heed its token, must not hold the request up.
            KeySet keys = await Task.Run(() => store.ReadAsync(clock.GetUtcNow().UtcDateTime, limit.Token), limit.Token)
                .WaitAsync(limit.Token)
                ?? throw new StoreUnavailableException("the migrations have not run yet", new InvalidOperationException());
            if (_latest is { Keys.AnyEverMade: false } && keys.AnyEverMade)
            {
                Log.FirstKey(logger);
            }

            (_latest, _failure) = (new Reading(keys, started), null);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            _failure = new Failure(e, clock.GetTimestamp());
        }
    }

    private sealed record Reading(KeySet Keys, long At);

    private sealed record Failure(Exception Cause, long At);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The first API key was made: every request but GET /health needs one now")]
        public static partial void FirstKey(ILogger logger);
    }
}
