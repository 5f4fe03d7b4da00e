using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using Dapper;
using DevMesh.Domain.Nodes;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IHeartbeatStore"/>
internal sealed class HeartbeatStore(Database database, TimeProvider clock) : IHeartbeatStore
{
    private const string Upsert = """
        INSERT INTO node_heartbeats (node, received_at, heartbeat) VALUES (@node, @now, @json)
        ON DUPLICATE KEY UPDATE received_at = @now, heartbeat = @json
        """;

    public Task StoreAsync(string node, Heartbeat heartbeat, CancellationToken ct)
    {
        var row = new { node, now = clock.GetUtcNow().UtcDateTime, json = Json(heartbeat) };
        return database.RunAsync(
            connection => connection.ExecuteAsync(new CommandDefinition(Upsert, row, cancellationToken: ct)), ct);
    }

    /// <summary>The latest heartbeat of every node that ever sent one.</summary>
    public static async Task<Dictionary<string, ReceivedHeartbeat>> ReadAllAsync(DbConnection connection, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<(string Node, DateTime ReceivedAt, string Json)>(new CommandDefinition(
            "SELECT node, received_at, heartbeat FROM node_heartbeats", cancellationToken: ct));
        return rows.ToDictionary(row => row.Node, row => new ReceivedHeartbeat(
            HeartbeatReader.Read(Encoding.UTF8.GetBytes(row.Json)), DateTime.SpecifyKind(row.ReceivedAt, DateTimeKind.Utc)));
    }

    private static string Json(Heartbeat heartbeat)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            HeartbeatWriter.Write(writer, heartbeat);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
