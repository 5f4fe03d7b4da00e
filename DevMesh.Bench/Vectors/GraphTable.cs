using System.Data.Common;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Dapper;
using DevMesh.Bench.Running;
using DevMesh.Functions.MariaDb;

namespace DevMesh.Bench.Vectors;

/// <summary>Vectors in MariaDB with the vector index that the app builds, asked with the statement that the app sends.</summary>
internal sealed class GraphTable(DbConnection connection)
{
    private const string Table = "template_vectors_1";
    private const int RowsPerStatement = 64;

    private readonly List<(int Number, float[] Vector)> _waiting = [];

    public Task CreateAsync(int dimension) => connection.ExecuteAsync(
        $"CREATE OR REPLACE TABLE {Table} (template_id BIGINT UNSIGNED NOT NULL PRIMARY KEY, `vector` VECTOR({dimension}) NOT NULL)");

    public async Task AddAsync(int number, float[] vector)
    {
        _waiting.Add((number, vector));
        if (_waiting.Count == RowsPerStatement)
        {
            await FlushAsync();
        }
    }

    /// <summary>Stores what is waiting, and builds the index.</summary>
    /// <returns>Seconds that building it took.</returns>
    public async Task<double> BuildAsync(int links)
    {
        await FlushAsync();
        long started = Stopwatch.GetTimestamp();
        await connection.ExecuteAsync(new CommandDefinition(VectorIndexes.Statement(Table, links), commandTimeout: 0));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <returns>The nearest of each query, and the milliseconds that each took.</returns>
    public async Task<(IReadOnlyList<IEnumerable<int>> Found, IReadOnlyList<double> Milliseconds)> RunAsync(
        IReadOnlyList<float[]> queries, int limit, int nearest)
    {
        List<IEnumerable<int>> found = [];
        List<double> milliseconds = [];
        foreach (float[] query in queries)
        {
            long started = Stopwatch.GetTimestamp();
            await using DbCommand command = connection.Command(
                VectorSearch.ByGraph(Table, limit), ("@query", MemoryMarshal.AsBytes<float>(query).ToArray()));
            await using DbDataReader reader = await command.ExecuteReaderAsync();
            List<(int Number, float Distance)> rows = [];
            while (await reader.ReadAsync())
            {
                rows.Add((Convert.ToInt32(reader.GetValue(0)), Convert.ToSingle(reader.GetValue(1))));
            }

            found.Add([.. rows.OrderBy(row => row.Distance).Take(nearest).Select(row => row.Number)]);
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (found, milliseconds);
    }

    private async Task FlushAsync()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        await using DbCommand insert = connection.Command(
            $"INSERT INTO {Table} VALUES {string.Join(", ", _waiting.Select((_, i) => $"(@t{i}, @v{i})"))}",
            [.. _waiting.SelectMany((row, i) => new (string, object)[] { ($"@t{i}", row.Number), ($"@v{i}", MemoryMarshal.AsBytes<float>(row.Vector).ToArray()) })]);
        await insert.ExecuteNonQueryAsync();
        _waiting.Clear();
    }
}
