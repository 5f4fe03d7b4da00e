using System.Data.Common;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dapper;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Takeover;

namespace DevMesh.Functions.MariaDb.Takeover;

/// <inheritdoc cref="IOldRows"/>
internal sealed class OldRows(Database database) : IOldRows
{
    private const int FirstField = 9;

    public Task<long> CountAsync(TakeoverPlan plan, long? after, CancellationToken ct) =>
        database.RunAsync(
            connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"SELECT COUNT(*) FROM {OldSql.Name(plan.Logs.Name)}{Behind(plan, after)}",
                new { after },
                commandTimeout: 0,
                cancellationToken: ct)),
            ct);

    public Task<IReadOnlyList<OldRow>> ReadAsync(TakeoverPlan plan, long? after, int limit, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<OldRow>>(
            async connection =>
            {
                List<OldRow> rows = new(limit);
                string sql = $"{Select(plan)}{Behind(plan, after)} ORDER BY {OldSql.Name(plan.Logs.Key!)} LIMIT {limit}";
                await foreach (DbDataReader reader in RowsAsync(connection, sql, [("@after", after ?? 0)], ct))
                {
                    rows.Add(Row(reader));
                }

                return rows;
            },
            ct);

    public IAsyncEnumerable<OldRow> ReadAllAsync(TakeoverPlan plan, CancellationToken ct) =>
        StreamAsync(Select(plan), [], Row, ct);

    public IAsyncEnumerable<OldTemplate> TemplatesAsync(TakeoverPlan plan, CancellationToken ct)
    {
        TemplateColumns columns = plan.TemplateColumns!;
        return StreamAsync(
            $"""
            SELECT {OldSql.Text(columns.Id)}, {OldSql.Text(columns.Text)}, {OldSql.Text(columns.FirstSeen)},
                   {OldSql.Text(columns.LastSeen)}
            FROM {OldSql.Name(plan.Templates!.Name)}
            WHERE {OldSql.Name(columns.Id.Name)} IS NOT NULL AND {OldSql.Name(columns.Text.Name)} IS NOT NULL
            """,
            [],
            reader => new OldTemplate(reader.GetString(0), reader.GetString(1), Text(reader, 2), Text(reader, 3)),
            ct);
    }

    public IAsyncEnumerable<(string Template, string? First, string? Last)> SeenAsync(TakeoverPlan plan, CancellationToken ct)
    {
        LogColumns columns = plan.LogColumns;
        return StreamAsync(
            $"""
            SELECT {OldSql.Text(columns.Template)}, {OldSql.Extreme("MIN", columns.Timestamp)},
                   {OldSql.Extreme("MAX", columns.Timestamp)}
            FROM {OldSql.Name(plan.Logs.Name)} WHERE {OldSql.Name(columns.Template!.Name)} IS NOT NULL GROUP BY 1
            """,
            [],
            reader => (reader.GetString(0), Text(reader, 1), Text(reader, 2)),
            ct);
    }

    public async IAsyncEnumerable<(string Template, float[] Vector)> TemplateVectorsAsync(
        TakeoverPlan plan, [EnumeratorCancellation] CancellationToken ct)
    {
        TemplateColumns columns = plan.TemplateColumns!;
        string sql = $"""
            SELECT {OldSql.Text(columns.Id)}, {OldSql.Name(columns.Vector!.Name)} FROM {OldSql.Name(plan.Templates!.Name)}
            WHERE {OldSql.Matches(columns.Vector, columns.Model)}
            """;
        await foreach ((string id, object value) in StreamAsync(
            sql, VectorParameters(plan), reader => (reader.GetString(0), reader.GetValue(1)), ct))
        {
            if (Numbers(value) is { } numbers
                && TensorPrimitives.Norm(numbers.AsSpan()) is > 0 and < float.PositiveInfinity and var length)
            {
                TensorPrimitives.Divide(numbers.AsSpan(), length, numbers);
                yield return (id, numbers);
            }
        }
    }

    public Task<IReadOnlyList<VectorCount>> VectorsAsync(TakeoverPlan plan, bool ofLogs, CancellationToken ct)
    {
        (OldTable? table, OldColumn? vector, OldColumn? model) = ofLogs
            ? (plan.Logs, plan.LogColumns.Vector, plan.LogColumns.Model)
            : (plan.Templates, plan.TemplateColumns?.Vector, plan.TemplateColumns?.Model);
        return vector is null ? Task.FromResult<IReadOnlyList<VectorCount>>([]) : database.RunAsync<IReadOnlyList<VectorCount>>(
            async connection =>
            [
                .. (await connection.QueryAsync<(string? Model, long Numbers, long Count)>(new CommandDefinition(
                    $"""
                    SELECT {OldSql.Text(model)}, CAST({OldSql.Numbers(vector)} AS SIGNED), COUNT(*)
                    FROM {OldSql.Name(table!.Name)}
                    WHERE {OldSql.Name(vector.Name)} IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC
                    """,
                    commandTimeout: 0,
                    cancellationToken: ct))).Select(row => new VectorCount(row.Model, row.Numbers, row.Count)),
            ],
            ct);
    }

    /// <summary>What <see cref="OldSql.Matches"/> compares with.</summary>
    public static (string Name, object Value)[] VectorParameters(TakeoverPlan plan) =>
    [
        ("@model", plan.Model),
        ("@dimension", plan.Dimension),
        ("@assumed", (object?)plan.Options.EmbeddingModel ?? DBNull.Value),
    ];

    private static string Select(TakeoverPlan plan)
    {
        LogColumns columns = plan.LogColumns;
        string key = plan.Logs.Key is { } name ? $"CAST({OldSql.Name(name)} AS SIGNED)" : "0";
        string[] read =
        [
            key, OldSql.Text(columns.Timestamp), OldSql.Text(columns.Received), OldSql.Text(columns.Node),
            OldSql.Text(columns.Service), OldSql.Text(columns.Level), OldSql.Start(columns.Message),
            OldSql.Length(columns.Message), OldSql.Text(columns.Template),
            .. columns.Fields.Select(OldSql.Start),
        ];
        return $"SELECT {string.Join(", ", read)} FROM {OldSql.Name(plan.Logs.Name)}";
    }

    private static string Behind(TakeoverPlan plan, long? after) =>
        after is null ? "" : $" WHERE {OldSql.Name(plan.Logs.Key!)} > @after";

    private static OldRow Row(DbDataReader reader)
    {
        object? message = reader.IsDBNull(6) ? null : reader.GetValue(6);
        object?[] fields = new object?[reader.FieldCount - FirstField];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = reader.IsDBNull(FirstField + i) ? null : reader.GetValue(FirstField + i) switch
            {
                byte[] bytes => bytes,
                var other => Convert.ToString(other),
            };
        }

        return new OldRow(
            Convert.ToInt64(reader.GetValue(0)), Text(reader, 1), Text(reader, 2), Text(reader, 3), Text(reader, 4),
            Text(reader, 5), message as string, message as byte[], reader.IsDBNull(7) ? 0 : Convert.ToInt64(reader.GetValue(7)),
            Text(reader, 8), fields);
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Bytes of a VECTOR or of 32-bit numbers, or a JSON array; null for what is no vector.</summary>
    private static float[]? Numbers(object value)
    {
        try
        {
            float[]? numbers = value is byte[] bytes
                ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
                : JsonSerializer.Deserialize<float[]>((string)value);
            return numbers is not null && numbers.All(float.IsFinite) ? numbers : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(
        string sql, (string, object)[] parameters, Func<DbDataReader, T> read, [EnumeratorCancellation] CancellationToken ct)
    {
        await using DbConnection connection = await database.RetryAsync(async () => await database.OpenAsync(ct), ct);
        await using IAsyncEnumerator<DbDataReader> rows = RowsAsync(connection, sql, parameters, ct).GetAsyncEnumerator(ct);
        while (await NextAsync(rows, ct))
        {
            yield return read(rows.Current);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<DbDataReader> rows, CancellationToken ct)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (DbException e)
        {
            ct.ThrowIfCancellationRequested();
            throw new StoreUnavailableException($"the old tables cannot be read: {e.Message}", e);
        }
    }

    private static async IAsyncEnumerable<DbDataReader> RowsAsync(
        DbConnection connection, string sql, (string, object)[] parameters, [EnumeratorCancellation] CancellationToken ct)
    {
        await using DbCommand command = connection.Command(sql, parameters);
        command.CommandTimeout = 0;
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return reader;
        }
    }
}
