using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using DevMesh.Functions.MariaDb;

namespace DevMesh.Bench.Running;

/// <summary>The MariaDB server that ./devmesh bench started, and databases on it.</summary>
internal static class BenchServer
{
    /// <summary>Where generated data is kept between runs.</summary>
    public static string DataFolder => Directory.CreateDirectory(Path.Combine(StateFolder, "data")).FullName;

    /// <summary>What benchmarks keep.</summary>
    public static string StateFolder =>
        Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("DEVMESH_STATE") ?? ".devmesh", "bench"));

    private static string ServerFolder => Path.Combine(StateFolder, "db");

    private static string Connection => Environment.GetEnvironmentVariable("DEVMESH_BENCH_MARIADB")
        ?? throw new InvalidOperationException("DEVMESH_BENCH_MARIADB is not set: run benchmarks with ./devmesh bench NAME");

    public static string ConnectionTo(string database) =>
        new DbConnectionStringBuilder { ConnectionString = Connection, ["database"] = database }.ConnectionString;

    public static DbDataSource Open(string database) => Driver.CreateDataSource(ConnectionTo(database));

    /// <summary>CPU time that the server has used.</summary>
    public static TimeSpan CpuTime
    {
        get
        {
            string id = File.ReadAllText(Path.Combine(ServerFolder, "mariadbd.pid"));
            using Process server = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
            return server.TotalProcessorTime;
        }
    }

    /// <summary>What the tables of a database take on disk, with their indexes.</summary>
    public static double MiBOnDisk(string database) =>
        new DirectoryInfo(Path.Combine(ServerFolder, "data", database)).EnumerateFiles().Sum(file => file.Length) / (1024.0 * 1024.0);

    /// <summary>Bytes of the file of a table on disk, with its indexes.</summary>
    public static long BytesOnDisk(string database, string table) =>
        new FileInfo(Path.Combine(ServerFolder, "data", database, table + ".ibd")).Length;

    /// <summary>An empty database of this name, in place of one that is there.</summary>
    public static async Task CreateAsync(string database)
    {
        await using DbDataSource server = Driver.CreateDataSource(Connection);
        await using DbConnection connection = await server.OpenConnectionAsync();
        await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {database}", commandTimeout: 300);
        await connection.ExecuteAsync($"CREATE DATABASE {database}");
    }

    public static async Task DropAsync(string database)
    {
        await using DbDataSource server = Driver.CreateDataSource(Connection);
        await using DbConnection connection = await server.OpenConnectionAsync();
        await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {database}", commandTimeout: 300);
    }

    public static async Task<bool> ExistsAsync(string database)
    {
        await using DbDataSource server = Driver.CreateDataSource(Connection);
        await using DbConnection connection = await server.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = @database", new { database }) > 0;
    }
}
