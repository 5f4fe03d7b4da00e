using System.Data;
using System.Data.Common;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// A connection that only stores logs, with its statements prepared once: their parameters travel in binary, so megabytes of
/// rows are neither escaped nor turned into UTF-16, and no batch pays for preparing and closing them. On loopback that would
/// cost a batch more than its rows do: the driver leaves Nagle's algorithm on, which holds each small packet that follows
/// another one back until the server's delayed acknowledgement, 40 ms later.
/// </summary>
internal sealed class LogWriterSession : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbCommand _insert;
    private readonly DbCommand _addValues;
    private readonly DbCommand _addActivity;
    private readonly DbCommand _moveSeen;
    private DbTransaction? _transaction;

    private LogWriterSession(DbConnection connection)
    {
        _connection = connection;
        _insert = Prepared(LogSql.Insert, ("@rows", DbType.Binary), ("@node", DbType.String), ("@received_at", DbType.DateTime));
        _addValues = Prepared(LogSql.AddValues, ("@rows", DbType.Binary));
        _addActivity = Prepared(LogSql.AddActivity, ("@rows", DbType.Binary), ("@node", DbType.String));
        _moveSeen = Prepared(LogSql.MoveSeen, ("@rows", DbType.Binary));
    }

    public DbConnection Connection => _connection;

    /// <summary>Whether it has stored something before; the server may have ended it since.</summary>
    public bool IsUsed { get; set; }

    public static async Task<LogWriterSession> OpenAsync(Database database, CancellationToken ct)
    {
        DbConnection connection = await database.OpenAsync(ct);
        try
        {
            return new LogWriterSession(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Read committed takes no locks on gaps, which other batches insert into.</summary>
    public async Task BeginAsync(CancellationToken ct) =>
        _transaction = await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);

    /// <returns>How many of the rows were new.</returns>
    public Task<int> InsertAsync(byte[] rows, string node, DateTime receivedAt, CancellationToken ct) =>
        ExecuteAsync(_insert, ct, rows, node, receivedAt);

    public Task AddValuesAsync(byte[] rows, CancellationToken ct) => ExecuteAsync(_addValues, ct, rows);

    public Task AddActivityAsync(byte[] rows, string node, CancellationToken ct) => ExecuteAsync(_addActivity, ct, rows, node);

    public Task MoveSeenAsync(byte[] rows, CancellationToken ct) => ExecuteAsync(_moveSeen, ct, rows);

    public Task CommitAsync(CancellationToken ct) => EndAsync(transaction => transaction.CommitAsync(ct));

    public Task RollbackAsync(CancellationToken ct) => EndAsync(transaction => transaction.RollbackAsync(ct));

    /// <summary>
    /// Lets go of everything, whatever became of the connection. Over one that is gone the driver fails to close statements, MySql.Data
    /// even with a null reference; the connection must be given back all the same, or its pool counts it as taken for ever.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { _transaction, _insert, _addValues, _addActivity, _moveSeen, _connection })
        {
            try
            {
                await (each?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
            catch (Exception e) when (e is DbException or IOException or InvalidOperationException or NullReferenceException)
            {
                // Gone is what it was to be.
            }
        }
    }

    private Task<int> ExecuteAsync(DbCommand command, CancellationToken ct, params ReadOnlySpan<object> values)
    {
        command.Transaction = _transaction;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQueryAsync(ct);
    }

    private async Task EndAsync(Func<DbTransaction, Task> end)
    {
        await end(_transaction!);
        await _transaction!.DisposeAsync();
        _transaction = null;
    }

    private DbCommand Prepared(string sql, params ReadOnlySpan<(string Name, DbType Type)> parameters)
    {
        DbCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, DbType type) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = type;
            parameter.Value = type switch
            {
                DbType.Binary => Array.Empty<byte>(),
                DbType.DateTime => DateTime.UnixEpoch,
                _ => "",
            };
            command.Parameters.Add(parameter);
        }

        command.Prepare();
        return command;
    }
}
