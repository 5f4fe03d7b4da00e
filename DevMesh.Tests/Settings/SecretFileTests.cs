using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Settings;

/// <summary>A secret that is given as the path of a file.</summary>
public sealed class SecretFileTests : IDisposable
{
    private const string Connection = "Server=127.0.0.1;Password=hunter2";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Connection)]
    [InlineData(Connection + "\n")]
    [InlineData("  " + Connection + " \r\n\n")]
    public void A_file_holds_what_the_variable_would_without_the_white_space_around_it(string content)
    {
        SettingsReading reading = Read(("MARIADB_CONNECTION_FILE", File(content)));
        Assert.Equal(Connection, reading.Settings.MariaDbConnection);
        Assert.Empty(reading.Warnings);
    }

    [Fact]
    public void Every_secret_may_be_a_file_and_nothing_else_may()
    {
        string[] secrets = [.. Setting.All.Where(each => each.Secret).Select(each => each.Name)];
        Assert.Contains("GATEWAY_API_KEY", secrets);
        foreach (string name in secrets)
        {
            string error = Assert.Single(
                Errors(("MARIADB_CONNECTION", Connection), ($"{name}_FILE", "/nowhere/secret")),
                each => each.StartsWith(name, StringComparison.Ordinal));
            Assert.StartsWith($"{name}_FILE: ", error, StringComparison.Ordinal);
        }

        Assert.Equal(
            ["EMBEDDING_DIM_FILE is not a setting and is ignored; did you mean EMBEDDING_DIM?"],
            Read(("MARIADB_CONNECTION", Connection), ("EMBEDDING_DIM_FILE", File("5"))).Warnings);
    }

    [Fact]
    public void Both_at_once_is_an_error_that_repeats_neither()
    {
        string error = Assert.Single(Errors(("MARIADB_CONNECTION", Connection), ("MARIADB_CONNECTION_FILE", File(Connection))));
        Assert.Equal("MARIADB_CONNECTION_FILE: MARIADB_CONNECTION is given, too; accepted: one of the two", error);
    }

    [Fact]
    public void An_empty_name_or_an_empty_value_counts_as_absent()
    {
        SettingsReading noFile = Read(("MARIADB_CONNECTION", Connection), ("MARIADB_CONNECTION_FILE", " "));
        SettingsReading noValue = Read(("MARIADB_CONNECTION", ""), ("MARIADB_CONNECTION_FILE", File(Connection)));
        Assert.Equal((Connection, Connection), (noFile.Settings.MariaDbConnection, noValue.Settings.MariaDbConnection));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Matches(
            "^MARIADB_CONNECTION_FILE: '/nowhere/secret' cannot be read \\(.+\\); "
                + "accepted: the path of a file that holds MARIADB_CONNECTION$",
            Assert.Single(Errors(("MARIADB_CONNECTION_FILE", "/nowhere/secret"))));

    [Fact]
    public void A_folder_is_no_file() =>
        Assert.Contains(
            "cannot be read", Assert.Single(Errors(("MARIADB_CONNECTION_FILE", _folder.Path))), StringComparison.Ordinal);

    [Fact]
    public void A_file_without_a_secret_is_an_error()
    {
        string path = File(" \n");
        Assert.Equal(
            $"MARIADB_CONNECTION_FILE: '{path}' is empty; accepted: the path of a file that holds MARIADB_CONNECTION",
            Assert.Single(Errors(("MARIADB_CONNECTION_FILE", path))));
    }

    [Fact]
    public void A_file_without_an_end_is_not_read_to_it() =>
        Assert.Contains(
            "'/dev/zero' has more than 65536 bytes",
            Assert.Single(Errors(("MARIADB_CONNECTION_FILE", "/dev/zero"))),
            StringComparison.Ordinal);

    [Fact]
    public void What_is_wrong_with_the_content_is_told_without_the_content() =>
        Assert.Equal(
            "MARIADB_CONNECTION_FILE: its content is not that; accepted: key=value pairs separated by semicolons",
            Assert.Single(Errors(("MARIADB_CONNECTION_FILE", File("hunter2 without any pair")))));

    private string File(string content)
    {
        string path = _folder[Guid.NewGuid().ToString("N")];
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    private static SettingsReading Read(params (string Name, string Value)[] given) =>
        SettingsReader.Read(given.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal));

    private static IReadOnlyList<string> Errors(params (string Name, string Value)[] given) =>
        Assert.Throws<SettingsException>(() => Read(given)).Errors;
}
