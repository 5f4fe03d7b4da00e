using System.Data;
using System.Data.Common;
using Dapper;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Takeover;

namespace DevMesh.Functions.MariaDb.Takeover;

/// <inheritdoc cref="ITakenLogs"/>
internal sealed class TakenLogs(Database database) : ITakenLogs
{
    private const string Rows = """
        JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            timestamp DATETIME(6) PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            event_key CHAR(32) CHARACTER SET ascii PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            old_key BIGINT PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR,
            received_at DATETIME(6) PATH '$[3]' ERROR ON EMPTY ERROR ON ERROR,
            node VARCHAR(64) CHARACTER SET ascii PATH '$[4]' ERROR ON EMPTY ERROR ON ERROR,
            template_id BIGINT UNSIGNED PATH '$[5]' ERROR ON EMPTY ERROR ON ERROR,
            level TINYINT UNSIGNED PATH '$[6]' ERROR ON EMPTY ERROR ON ERROR,
            flags TINYINT UNSIGNED PATH '$[7]' ERROR ON EMPTY ERROR ON ERROR,
            service VARCHAR(255) PATH '$[8]' ERROR ON EMPTY ERROR ON ERROR,
            `cursor` VARCHAR(1024) PATH '$[9]' ERROR ON EMPTY ERROR ON ERROR,
            message MEDIUMTEXT PATH '$[10]' ERROR ON EMPTY ERROR ON ERROR,
            fields MEDIUMTEXT PATH '$[11]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        """;

    private const string SaveIds = """
        INSERT INTO backfill_cursors (name, goal, position, updated_at)
        SELECT @name, '', COALESCE(MAX(id), 0), UTC_TIMESTAMP(6) FROM log_events
        ON DUPLICATE KEY UPDATE position = GREATEST(position, VALUES(position)), updated_at = UTC_TIMESTAMP(6)
        """;

    public async Task<(int Stored, int VectorsRefused)> StoreAsync(
        TakeoverPlan plan, IReadOnlyList<TakenLog> logs, EmbeddingModel? copies, CancellationToken ct)
    {
        try
        {
            return (await StoreAsync(plan, logs, withVectors: plan.HasPlaceForLogVectors, copies, ct), 0);
        }
        catch (VectorRefusedException) when (logs.Count == 1)
        {
            return (await StoreAsync(plan, logs, withVectors: false, copies: null, ct), 1);
        }
        catch (VectorRefusedException)
        {
            // Halves, until the one with a vector that is none is alone.
            TakenLog[] all = [.. logs];
            (int first, int refusedFirst) = await StoreAsync(plan, all[..(all.Length / 2)], copies, ct);
            (int second, int refusedSecond) = await StoreAsync(plan, all[(all.Length / 2)..], copies, ct);
            return (first + second, refusedFirst + refusedSecond);
        }
    }

    private Task<int> StoreAsync(
        TakeoverPlan plan, IReadOnlyList<TakenLog> logs, bool withVectors, EmbeddingModel? copies, CancellationToken ct)
    {
        // In key order, so that two transactions that meet wait for each other in the same order.
        TakenLog[] ordered = [.. logs.OrderBy(log => log.Entry.Timestamp).ThenBy(log => log.EventKey.Value)];
        return database.RunAsync(
            async connection =>
            {
                TakenLog[] some = ordered;
                await using DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
                // The position is in the same transaction, so that logs are there already only when it was set back by hand.
                HashSet<(DateTime, UInt128)> stored =
                    await LogWriter.StoredAsync(
                        connection, some.Select(log => (log.Entry.Timestamp, log.EventKey)), ct, transaction);
                some = [.. some.Where(log => !stored.Contains((log.Entry.Timestamp, log.EventKey.Value)))];
                if (some.Length > 0)
                {
                    await InsertAsync(connection, transaction, plan, some, withVectors, copies, ct);
                }

                await connection.ExecuteAsync(new CommandDefinition(
                    BackfillCursors.Save,
                    new { name = TakeoverCursors.Position, goal = "", position = logs[^1].Key },
                    transaction,
                    cancellationToken: ct));
                await transaction.CommitAsync(ct);
                return some.Length;
            },
            ct);
    }

    private static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, TakeoverPlan plan, TakenLog[] logs, bool withVectors,
        EmbeddingModel? copies, CancellationToken ct)
    {
        byte[] rows = Json(logs);
        bool inRows = withVectors && plan.Dimension == TakeoverPlan.RowDimension;
        await ExecuteAsync(connection, transaction, Insert(plan, inRows), plan, rows, inRows, ct);
        if (withVectors && copies is not null)
        {
            await ExecuteAsync(connection, transaction, Copy(plan, copies), plan, rows, hasVectors: true, ct);
        }

        IReadOnlyList<ValueRow> values = ValueRow.Of([.. logs.SelectMany(log => log.ValueKeys.Select(
            key => (ValueRow.SegmentOf(log.Entry.Timestamp), key, log.Entry.Timestamp)))]);
        if (values.Count > 0)
        {
            await connection.ExecuteRowsAsync(transaction, LogSql.AddValues, ValueRow.Json(values), ct);
        }

        (long, string, DateTime)[] counted = [.. logs.Where(log => log.TemplateId is not null)
            .Select(log => (log.TemplateId!.Value, log.Node, log.Entry.Timestamp))];
        if (counted.Length > 0)
        {
            await connection.ExecuteRowsAsync(transaction, LogTemplatesSql.AddActivity, ActivityRows.Of(counted), ct);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            SaveIds, new { name = TakeoverCursors.Ids }, transaction, cancellationToken: ct));
    }

    private static async Task ExecuteAsync(
        DbConnection connection, DbTransaction transaction, string sql, TakeoverPlan plan, byte[] rows, bool hasVectors,
        CancellationToken ct)
    {
        await using DbCommand command = connection.Command(sql, [("@rows", rows), .. OldRows.VectorParameters(plan)]);
        command.Transaction = transaction;
        command.CommandTimeout = 0; // some thousand vectors take their time
        try
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (DbException e) when (hasVectors && Driver.IsVectorRefused(e))
        {
            throw new VectorRefusedException(e);
        }
    }

    private static string Insert(TakeoverPlan plan, bool withVectors)
    {
        (string column, string value, string join) = withVectors
            ? (", embedding_vector", $", IF({Matches(plan)}, {OldSql.Vector(plan.LogColumns.Vector!, "p.")}, NULL)",
                $"LEFT JOIN {Old(plan)}")
            : ("", "", "");
        return $"""
            INSERT INTO log_events
                (timestamp, received_at, event_key, node, service, level, message, `cursor`, fields, flags, template_id{column})
            SELECT r.timestamp, r.received_at, UNHEX(r.event_key), r.node, r.service, r.level, r.message, r.`cursor`, r.fields,
                   r.flags, r.template_id{value}
            FROM {Rows} {join}
            """;
    }

    /// <remarks>
    /// The vector is read in the list of columns alone: a condition on it would be looked at for every old row where the server
    /// scans them, and one that is no vector would end the statement for all the others.
    /// </remarks>
    private static string Copy(TakeoverPlan plan, EmbeddingModel model) =>
        $"""
        INSERT INTO {LogVectorStore.Table(model.Id)} (log_id, `vector`)
        SELECT e.id, {OldSql.Vector(plan.LogColumns.Vector!, "p.")}
        FROM {Rows}
        STRAIGHT_JOIN log_events e FORCE INDEX (event) ON e.timestamp = r.timestamp AND e.event_key = UNHEX(r.event_key)
        STRAIGHT_JOIN {Old(plan)}
        WHERE {Matches(plan)}
        """;

    /// <summary>The old logs with their own columns apart from those of the new ones, joined by their key.</summary>
    private static string Old(TakeoverPlan plan) =>
        $"{OldSql.Name(plan.Logs.Name)} p ON p.{OldSql.Name(plan.Logs.Key!)} = r.old_key";

    private static string Matches(TakeoverPlan plan) =>
        OldSql.Matches(plan.LogColumns.Vector!, plan.LogColumns.Model, "p.");

    private static byte[] Json(TakenLog[] logs) => JsonRows.Write(logs, logs.Length * 500, static (writer, log) =>
    {
        writer.WriteTime(log.Entry.Timestamp);
        writer.WriteKey(log.EventKey.Value);
        writer.WriteNumberValue(log.Key);
        writer.WriteTime(log.ReceivedAt);
        writer.WriteStringValue(log.Node);
        if (log.TemplateId is { } template)
        {
            writer.WriteNumberValue(template);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteNumberValue((int)log.Entry.Level + 1); // an ENUM counts from 1
        writer.WriteNumberValue((int)log.Flags);
        writer.WriteStringValue(log.Entry.Service);
        writer.WriteStringValue(log.Entry.Cursor);
        writer.WriteStringValue(log.Entry.Message);
        writer.WriteStringValue(log.Entry.Fields);
    });

    /// <summary>Among these logs is one whose vector the database does not take.</summary>
    private sealed class VectorRefusedException(Exception inner) : Exception("a vector is refused", inner);
}
