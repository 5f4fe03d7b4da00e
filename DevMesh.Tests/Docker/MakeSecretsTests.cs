using System.Runtime.Versioning;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Docker;

/// <summary>docker/make-secrets.sh, on folders in place of volumes.</summary>
[SupportedOSPlatform("linux")]
public sealed class MakeSecretsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_file_that_a_service_is_told_to_read_is_made()
    {
        Assert.Equal((0, ""), await RunAsync());
        ComposeFile compose = new();
        Dictionary<string, string> folders = compose["secrets"].Mounts.ToDictionary(
            mount => mount.Source, mount => mount.Target, StringComparer.Ordinal);
        (string Name, string File)[] named =
        [
            .. compose.Services.SelectMany(service => service.Environment
                .Where(variable => variable.Key.EndsWith("_FILE", StringComparison.Ordinal))
                .Select(variable => (service.Name, MadeFile(service, variable.Value, folders)))),
        ];
        Assert.Equal(["database", "database", "admin-key", "app"], named.Select(each => each.Name));
        Assert.All(named, each => Assert.NotEmpty(File.ReadAllText(_folder[each.File])));
        Assert.NotEmpty(File.ReadAllText(_folder["secrets/database/client.cnf"])); // the one that backups are made with
    }

    [Fact]
    public async Task The_connection_is_one_that_the_app_takes_and_has_the_password_of_the_server()
    {
        await RunAsync();
        DevMeshSettings settings = SettingsReader.Read(new Dictionary<string, string>
        {
            ["MARIADB_CONNECTION_FILE"] = _folder["secrets/app/mariadb-connection"],
        }).Settings;
        string password = await File.ReadAllTextAsync(_folder["secrets/database/password"]);
        Assert.Matches("^[0-9a-f]{48}$", password);
        Assert.Equal(
            $"Server=database;Port=3306;Database=devmesh;User ID=devmesh;Password={password};SslMode=Disabled",
            settings.MariaDbConnection);
        IReadOnlyDictionary<string, string> server = new ComposeFile()["database"].Environment;
        Assert.Equal(("devmesh", "devmesh"), (server["MARIADB_USER"], server["MARIADB_DATABASE"]));
    }

    [Fact]
    public async Task Nobody_but_its_reader_may_read_a_secret()
    {
        await RunAsync();
        Assert.Equal(
            [
                "secrets/app/mariadb-connection 400", "secrets/database/client.cnf 600", "secrets/database/password 600",
                "secrets/database/root-password 600",
            ],
            Directory.EnumerateFiles(_folder["secrets"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => $"{Path.GetRelativePath(_folder.Path, file)} {Octal(File.GetUnixFileMode(file))}"));
    }

    [Fact]
    public async Task What_is_there_stays_and_what_is_not_is_made()
    {
        await RunAsync();
        string[] before = [.. Passwords()];
        File.Delete(_folder["secrets/database/client.cnf"]);
        Directory.CreateDirectory(_folder["data/mysql"]); // the server has made its data meanwhile
        Assert.Equal((0, ""), await RunAsync());
        Assert.Equal(before, Passwords());
        Assert.Contains(before[1], await File.ReadAllTextAsync(_folder["secrets/database/client.cnf"]), StringComparison.Ordinal);
        Assert.NotEqual(before[0], before[1]);
    }

    [Fact]
    public async Task A_database_whose_passwords_are_gone_gets_no_new_ones()
    {
        Directory.CreateDirectory(_folder["data/mysql"]);
        (int code, string output) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains("the volume of its passwords is empty", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["secrets"]));
        string docs = await File.ReadAllTextAsync(Repository.File("docs/deployment.md"));
        Assert.Contains("## The passwords are gone", docs, StringComparison.Ordinal);
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);

    private IEnumerable<string> Passwords() =>
        [File.ReadAllText(_folder["secrets/database/root-password"]), File.ReadAllText(_folder["secrets/database/password"])];

    private Task<(int Code, string Output)> RunAsync() => Script.RunAsync(
        Repository.File("docker/make-secrets.sh"),
        [_folder["secrets"], _folder["data"]],
        ("APP_USER", Environment.UserName == "root" ? "0" : Environment.UserName));

    /// <summary>Where the script puts the file that a service reads at <paramref name="path"/>.</summary>
    private static string MadeFile(ComposeFile.Service service, string path, Dictionary<string, string> folders)
    {
        (string volume, string target) = service.Mounts.Single(
            mount => path.StartsWith(mount.Target + "/", StringComparison.Ordinal));
        return folders[volume].TrimStart('/') + path[target.Length..];
    }
}
