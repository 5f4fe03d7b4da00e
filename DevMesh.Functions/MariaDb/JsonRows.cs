using System.Buffers;
using System.Data;
using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// Many rows as one parameter: a JSON array of arrays that JSON_TABLE expands in the server, in one round trip and without a
/// parameter per value. The server looks for each column from the start of its row, so short values come first in a row and
/// long ones last.
/// </summary>
internal static class JsonRows
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // goes to the server as data, never into a page
        SkipValidation = true,
    };

    public static byte[] Write<T>(IEnumerable<T> rows, int sizeHint, Action<Utf8JsonWriter, T> writeValues)
    {
        ArrayBufferWriter<byte> buffer = new(Math.Max(sizeHint, 256));
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            writer.WriteStartArray();
            foreach (T row in rows)
            {
                writer.WriteStartArray();
                writeValues(writer, row);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// How much text one statement takes, in characters: below the packet of 16 MiB that a server takes by default even when
    /// every character is escaped, and so little because a driver keeps the largest packet of each connection in memory.
    /// </summary>
    private const int PartSize = 1024 * 1024;

    /// <summary>The rows in parts that fit into one statement each, in their order.</summary>
    public static IEnumerable<ReadOnlyMemory<T>> Parts<T>(T[] rows, Func<T, int> sizeOf)
    {
        int start = 0;
        long size = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int next = sizeOf(rows[i]);
            if (i > start && size + next > PartSize)
            {
                yield return rows.AsMemory(start..i);
                (start, size) = (i, 0);
            }

            size += next;
        }

        yield return rows.AsMemory(start);
    }

    /// <summary>A time as the server reads it, to the microsecond.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, DateTime time)
    {
        Span<char> text = stackalloc char[26];
        time.TryFormat(text, out int written, "yyyy-MM-dd HH:mm:ss.ffffff");
        writer.WriteStringValue(text[..written]);
    }

    /// <summary>A 16-byte key as hexadecimal digits, for UNHEX.</summary>
    public static void WriteKey(this Utf8JsonWriter writer, UInt128 key)
    {
        Span<char> text = stackalloc char[32];
        key.TryFormat(text, out int written, "x32");
        writer.WriteStringValue(text[..written]);
    }

    /// <summary>A command whose statement takes its JSON as <c>CONVERT(@name USING utf8mb4)</c>.</summary>
    public static DbCommand Command(
        this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            if (value is byte[])
            {
                parameter.DbType = DbType.Binary;
            }

            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs a statement that takes rows as <c>@rows</c>.</summary>
    public static async Task ExecuteRowsAsync(
        this DbConnection connection, DbTransaction transaction, string sql, byte[] rows, CancellationToken ct)
    {
        await using DbCommand command = connection.Command(sql, ("@rows", rows));
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(ct);
    }
}
