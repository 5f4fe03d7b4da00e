using System.Collections.Concurrent;
using System.Data.Common;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// The sessions that store logs. There are few of them: the rows of batches that are stored at once meet in the same pages,
/// and more writers than cores only wait for each other. They are apart from the connections that searches use, so that
/// searching never keeps logs from being stored.
/// </summary>
internal sealed class LogWriterSessions(Database database, int most) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(most);
    private readonly ConcurrentBag<LogWriterSession> _idle = [];

    /// <summary>Runs work in a session of its own, again from its start when it lost a lock to another session.</summary>
    public Task<T> RunAsync<T>(Func<LogWriterSession, Task<T>> work, CancellationToken ct) =>
        database.RetryAsync(
            async () =>
            {
                await _slots.WaitAsync(ct);
                try
                {
                    return await InSessionAsync(work, ct);
                }
                finally
                {
                    _slots.Release();
                }
            },
            ct);

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out LogWriterSession? session))
        {
            await session.DisposeAsync();
        }

        _slots.Dispose();
    }

    private async Task<T> InSessionAsync<T>(Func<LogWriterSession, Task<T>> work, CancellationToken ct)
    {
        while (true)
        {
            LogWriterSession session = _idle.TryTake(out LogWriterSession? idle) ? idle : await LogWriterSession.OpenAsync(database, ct);
            bool kept = false;
            try
            {
                T result = await work(session);
                session.IsUsed = kept = true;
                return result;
            }
            catch (Exception e) when (session.IsUsed && IsLost(e) && !ct.IsCancellationRequested)
            {
                // The server was restarted or ended an idle connection: that costs no batch, a new session is at hand.
            }
            finally
            {
                if (kept)
                {
                    _idle.Add(session);
                }
                else
                {
                    await DiscardAsync(session);
                }
            }
        }
    }

    private static bool IsLost(Exception e) =>
        e is IOException || Driver.IsBroken(e) || (e is DbException && Troubles.Of(e) is Trouble.Lost or Trouble.Other);

    private static async Task DiscardAsync(LogWriterSession session)
    {
        try
        {
            await session.DisposeAsync();
        }
        catch (Exception e) when (e is DbException or IOException or InvalidOperationException)
        {
            // Its connection is gone, which is what is wanted.
        }
    }
}
