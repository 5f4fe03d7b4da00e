using System.Data.Common;
using Dapper;
using DevMesh.Bench.Running;
using DevMesh.Domain.Errors;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

/// <summary>What becomes of work when the database is in trouble: real conflicts, real cuts, real time limits.</summary>
public sealed class DatabaseTroubleTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly LogLines _lines = new();

    public async Task InitializeAsync()
    {
        await scratch.ExecuteAsync("CREATE OR REPLACE TABLE two (id INT PRIMARY KEY, n INT NOT NULL) ENGINE = InnoDB");
        await scratch.ExecuteAsync("INSERT INTO two VALUES (1, 0), (2, 0)");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Of_two_transactions_that_deadlock_both_succeed_in_the_end()
    {
        using Barrier both = new(2);
        int attempts = 0;
        Task<int> Work(int first, int second) => Task.Run(() => Database().RunAsync(
            async connection =>
            {
                bool meets = Interlocked.Increment(ref attempts) <= 2;
                await using DbTransaction transaction = await connection.BeginTransactionAsync();
                await AddAsync(connection, transaction, first);
                if (meets)
                {
                    both.SignalAndWait(TimeSpan.FromSeconds(30)); // each holds what the other one wants
                }

                await AddAsync(connection, transaction, second);
                await transaction.CommitAsync();
                return 1;
            },
            default));

        await Task.WhenAll(Work(1, 2), Work(2, 1));
        Assert.Equal(3, attempts);
        Assert.Equal("2,2", await scratch.ScalarAsync<string>("SELECT GROUP_CONCAT(n ORDER BY id) FROM two"));
        Assert.Contains("Conflict", Assert.Single(_lines.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_is_waited_for_in_vain_is_tried_again_until_it_is_given_up()
    {
        await using DbConnection holder = await scratch.Source.OpenConnectionAsync();
        DbTransaction holding = await holder.BeginTransactionAsync();
        await AddAsync(holder, holding, 1);
        int attempts = 0;
        await Database().RunAsync(
            async connection =>
            {
                await connection.ExecuteAsync("SET SESSION innodb_lock_wait_timeout = 0");
                if (++attempts == 3)
                {
                    await holding.RollbackAsync();
                }

                return await connection.ExecuteAsync("UPDATE two SET n = 7 WHERE id = 1");
            },
            default);
        Assert.Equal(3, attempts);
        Assert.Equal(7, await scratch.ScalarAsync<int>("SELECT n FROM two WHERE id = 1"));
    }

    [Fact]
    public async Task A_connection_that_is_killed_in_the_middle_costs_an_attempt_and_nothing_else()
    {
        int attempts = 0;
        await Database().RunAsync(
            async connection =>
            {
                await using DbTransaction transaction = await connection.BeginTransactionAsync();
                await AddAsync(connection, transaction, 1);
                if (++attempts == 1)
                {
                    await KillAsync(connection);
                }

                await AddAsync(connection, transaction, 2);
                await transaction.CommitAsync();
                return 1;
            },
            default);
        Assert.Equal(2, attempts);
        Assert.Equal("1,1", await scratch.ScalarAsync<string>("SELECT GROUP_CONCAT(n ORDER BY id) FROM two"));
    }

    [Fact]
    public async Task A_connection_that_is_lost_again_and_again_ends_in_an_error_that_says_so()
    {
        int attempts = 0;
        StoreUnavailableException lost = await Assert.ThrowsAsync<StoreUnavailableException>(() => Database().RunAsync(
            async connection =>
            {
                attempts++;
                await KillAsync(connection);
                return await connection.ExecuteAsync("UPDATE two SET n = 7");
            },
            default));
        Assert.Equal(3, attempts);
        Assert.Equal("the database cannot be reached, or the connection to it was lost; try again later", lost.Message);
    }

    [Fact]
    public async Task Work_that_must_not_be_repeated_after_a_loss_is_not()
    {
        int attempts = 0;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Database().RunUnlessLostAsync(
            async connection =>
            {
                attempts++;
                await KillAsync(connection);
                return await connection.ExecuteAsync("UPDATE two SET n = n + 1");
            },
            default));
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task An_answer_that_is_cut_in_the_middle_is_asked_for_again()
    {
        await using TcpProxy proxy = TcpProxy.Start(PortOf(scratch.ConnectionString));
        await using DbDataSource source = Driver.CreateDataSource(Through(proxy));
        int attempts = 0;
        string text = await new Database(source, _lines.Logger<Database>()).RunAsync(
            async connection =>
            {
                if (++attempts == 1)
                {
                    _ = proxy.CutAfterAsync(ProxyWay.FromTarget, 100_000);
                }

                return (await connection.ExecuteScalarAsync<string>("SELECT REPEAT('x', 1000000)"))!;
            },
            default);
        Assert.Equal((2, 1_000_000), (attempts, text.Length));
    }

    [Fact]
    public async Task A_reader_that_is_cut_before_its_last_result_is_a_lost_connection()
    {
        await using TcpProxy proxy = TcpProxy.Start(PortOf(scratch.ConnectionString));
        await using DbDataSource source = Driver.CreateDataSource(Through(proxy));
        Database database = new(source, _lines.Logger<Database>());
        for (int bytes = 20; bytes < 400; bytes += 20)
        {
            int attempts = 0;
            Task cut = Task.CompletedTask;
            int last = await database.RunAsync(
                async connection =>
                {
                    if (++attempts == 1)
                    {
                        cut = proxy.CutAfterAsync(ProxyWay.FromTarget, bytes);
                    }

                    await using SqlMapper.GridReader results = await connection.QueryMultipleAsync(
                        "SELECT seq FROM seq_1_to_50; SELECT REPEAT('x', 300); SELECT 7");
                    await results.ReadAsync<int>();
                    await results.ReadAsync<string>();
                    return await results.ReadSingleAsync<int>();
                },
                default);
            await cut;
            Assert.Equal((2, 7), (attempts, last));
        }
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_and_used_again_once_it_is_back()
    {
        await using TcpProxy proxy = TcpProxy.Start(PortOf(scratch.ConnectionString));
        await using DbDataSource source = Driver.CreateDataSource(Through(proxy));
        Database database = new(source, _lines.Logger<Database>());
        Assert.Equal(1, await database.RunAsync(connection => connection.ExecuteScalarAsync<int>("SELECT 1"), default));

        proxy.Refuses = true;
        proxy.Cut();
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => database.RunAsync(connection => connection.ExecuteScalarAsync<int>("SELECT 1"), default));

        proxy.Refuses = false;
        Assert.Equal(1, await database.RunAsync(connection => connection.ExecuteScalarAsync<int>("SELECT 1"), default));
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended_by_the_server_and_names_its_limit()
    {
        QueryLaneOptions options = new(2, TimeSpan.FromMilliseconds(100));
        await using Database queries = Queries(options);
        TookTooLongException late = await Assert.ThrowsAsync<TookTooLongException>(
            () => queries.RunAsync(connection => connection.ExecuteScalarAsync<int>("SELECT SLEEP(20)"), default));
        Assert.Equal(("query-timeout", "QUERY_TIMEOUT", options.StatementTimeout), (late.Code, late.Limit, late.Maximum));
        Assert.Equal(1, await queries.RunAsync(connection => connection.ExecuteScalarAsync<int>("SELECT 1"), default));
    }

    [Fact]
    public async Task A_query_beyond_those_that_run_and_wait_is_sent_away_at_once_and_one_that_waits_in_vain_in_time()
    {
        await using Database queries = Queries(
            new QueryLaneOptions(1, TimeSpan.FromMinutes(1)) { Wait = TimeSpan.FromMilliseconds(200) });
        TaskCompletionSource running = new();
        TaskCompletionSource end = new();
        Task<int> first = queries.RunAsync(
            async _ =>
            {
                running.SetResult();
                await end.Task;
                return 1;
            },
            default);
        await running.Task;
        Task<int> second = queries.RunAsync(_ => Task.FromResult(2), default);
        TooManyException busy = await Assert.ThrowsAsync<TooManyException>(() =>
            queries.RunAsync(_ => Task.FromResult(3), default));
        Assert.Equal(("too-busy", "QUERY_CONCURRENCY", 1), (busy.Code, busy.Limit, busy.Maximum));
        Assert.False(first.IsCompleted);
        await Assert.ThrowsAsync<TooManyException>(() => second);

        end.SetResult();
        Assert.Equal(1, await first);
        Assert.Equal(4, await queries.RunAsync(_ => Task.FromResult(4), default));
    }

    [Fact]
    public async Task A_caller_who_leaves_while_it_waits_is_not_told_that_the_database_is_at_fault()
    {
        using CancellationTokenSource left = new();
        await using Database queries = Queries(new QueryLaneOptions(1, TimeSpan.FromMinutes(1)));
        TaskCompletionSource end = new();
        Task<int> first = queries.RunAsync(_ => end.Task.ContinueWith(_ => 1, TaskScheduler.Default), default);
        Task<int> second = queries.RunAsync(_ => Task.FromResult(2), left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        end.SetResult();
        Assert.Equal(1, await first);
    }

    private Database Database() => new(scratch.Source, _lines.Logger<Database>());

    private Database Queries(QueryLaneOptions options) => new(
        Driver.CreateDataSource(scratch.ConnectionString, options), _lines.Logger<Database>(), new QueryLane(options));

    private string Through(TcpProxy proxy) =>
        new DbConnectionStringBuilder { ConnectionString = scratch.ConnectionString, ["Port"] = proxy.Port }.ConnectionString;

    private async Task KillAsync(DbConnection connection)
    {
        long id = await connection.ExecuteScalarAsync<long>("SELECT CONNECTION_ID()");
        await scratch.ExecuteAsync($"KILL {id}");
    }

    private static Task<int> AddAsync(DbConnection connection, DbTransaction transaction, int id) =>
        connection.ExecuteAsync("UPDATE two SET n = n + 1 WHERE id = @id", new { id }, transaction);

    private static int PortOf(string connectionString) =>
        Convert.ToInt32(new DbConnectionStringBuilder { ConnectionString = connectionString }["Port"]);
}
