using System.Data.Common;

namespace DevMesh.Tests.Support;

/// <summary>mariadb-dump and mariadb on a database, with the options that docs/deployment.md names.</summary>
internal static class MariaDbPrograms
{
    /// <summary>Writes a backup to a file.</summary>
    public static Task DumpAsync(string connectionString, TemporaryFolder folder, string file) => RunAsync(
        "DEVMESH_MARIADB_DUMP", connectionString, folder, input: null,
        "--single-transaction", "--quick", "--hex-blob", $"--result-file={file}");

    /// <summary>Puts a backup into a database.</summary>
    public static async Task RestoreAsync(string connectionString, TemporaryFolder folder, string file)
    {
        await using FileStream input = File.OpenRead(file);
        await RunAsync("DEVMESH_MARIADB_CLIENT", connectionString, folder, input);
    }

    private static async Task RunAsync(
        string variable, string connectionString, TemporaryFolder folder, Stream? input, params string[] options)
    {
        string program = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path
            ? path
            : throw new InvalidOperationException($"{variable} is not set: run the tests with ./devmesh test, which fetches it");
        DbConnectionStringBuilder server = new() { ConnectionString = connectionString };
        await File.WriteAllTextAsync(
            folder["client.cnf"],
            $"""
            [client]
            host={server["server"]}
            protocol=tcp
            port={server["port"]}
            user={server["user id"]}
            password={server["password"]}
            skip-ssl
            default-character-set=utf8mb4

            """);
        (int code, string output) = await Script.RunProgramAsync(
            program, [$"--defaults-file={folder["client.cnf"]}", .. options, (string)server["database"]], input);
        Assert.True(code == 0, output);
    }
}
