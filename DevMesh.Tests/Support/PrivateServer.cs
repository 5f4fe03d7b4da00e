using System.Data.Common;
using System.Diagnostics;
using Dapper;
using DevMesh.Functions.MariaDb;

namespace DevMesh.Tests.Support;

/// <summary>
/// A MariaDB of one test class, with options of its own and an account that may change the server: for troubles that the
/// server of the other tests must not get into. It ends with the test, and with the process of the tests.
/// </summary>
internal sealed class PrivateServer : IAsyncDisposable
{
    // The shell stays until its input ends, whichever way the tests end, and then stops the server.
    private const string Script = """
        source "$1/db/embedded-server.sh"
        folder=$2
        more=("${@:3}")
        eval "$(declare -f db_options | sed '1s/db_options/db_options_of_profile/')"
        db_options() { db_options_of_profile "$@" && DB_OPTIONS+=("${more[@]}"); }
        eval "$(declare -f db_init_sql | sed '1s/db_init_sql/db_init_of_account/')"
        db_init_sql() {
          db_init_of_account "$@"
          printf "CREATE OR REPLACE USER admin@127.0.0.1 IDENTIFIED BY '%s';\nGRANT ALL ON *.* TO admin@127.0.0.1;\n" "$1"
        }
        db_start "$folder" test >&2 || exit
        db_connection "$folder"
        read -r _ || true
        db_stop "$folder"
        """;

    private readonly TemporaryFolder _folder;
    private readonly Process _shell;

    private PrivateServer(Process shell, TemporaryFolder folder) => (_shell, _folder) = (shell, folder);

    /// <summary>With the rights that an app has.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <param name="options">Of mariadbd, after those of the profile for tests.</param>
    public static async Task<PrivateServer> StartAsync(params string[] options)
    {
        TemporaryFolder folder = new();
        ProcessStartInfo start = new("bash", ["-c", Script, "bash", Repository.Root, folder.Path, .. options])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        PrivateServer server = new(Process.Start(start)!, folder);
        Task<string> errors = server._shell.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        server.ConnectionString = await server._shell.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException($"the server did not start: {await errors}");
        return server;
    }

    /// <summary>Runs a statement as an account that may do anything.</summary>
    public async Task AdminAsync(string sql)
    {
        string admin = new DbConnectionStringBuilder
        {
            ConnectionString = ConnectionString,
            ["User ID"] = "admin",
            ["Pooling"] = false,
            ["Database"] = "devmesh",
        }.ConnectionString;
        await using DbDataSource source = Driver.CreateDataSource(admin);
        await using DbConnection connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _folder.Dispose();
    }
}
