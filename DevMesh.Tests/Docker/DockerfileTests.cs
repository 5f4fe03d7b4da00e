using System.Text.RegularExpressions;
using System.Xml.Linq;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Docker;

/// <summary>What can be known of the image without a container engine.</summary>
public sealed class DockerfileTests
{
    private const string Project = "DevMesh.Functions/DevMesh.Functions.csproj";

    private readonly Dockerfile _file = new();

    [Fact]
    public void What_is_copied_exists_and_is_sent_to_the_builder()
    {
        DockerIgnore ignore = new();
        Assert.NotEmpty(_file.Sources);
        foreach (string source in _file.Sources)
        {
            Assert.True(Path.Exists(Repository.File(source)), source);
            Assert.False(ignore.Ignores(source), $"{source} is in .dockerignore");
        }
    }

    [Theory]
    [InlineData("DevMesh.Functions/bin/Release/net10.0/DevMesh.Functions.dll")]
    [InlineData("DevMesh.Domain/obj/project.assets.json")]
    [InlineData("DevMesh.Functions/local.settings.json")]
    [InlineData("docker/.env")]
    [InlineData(".devmesh/up/db/client.cnf")]
    [InlineData(".git/config")]
    public void What_no_image_needs_is_not_sent(string path) => Assert.True(new DockerIgnore().Ignores(path));

    [Theory]
    [InlineData("DevMesh.Functions/host.json")]
    [InlineData("DevMesh.Functions/FunctionsWorker/WorkerProgram.cs")]
    [InlineData("db/migrations/001_log_events.sql")]
    public void What_the_app_is_made_of_is_copied_and_sent(string path)
    {
        Assert.True(File.Exists(Repository.File(path)));
        Assert.False(new DockerIgnore().Ignores(path));
        Assert.Contains(_file.Sources, source => path.StartsWith(source + "/", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_that_the_app_refers_to_is_restored_and_copied()
    {
        XDocument project = XDocument.Load(Repository.File(Project));
        string[] needed =
        [
            Project,
            .. project.Descendants("ProjectReference")
                .Select(each => each.Attribute("Include")!.Value.Replace("../", "", StringComparison.Ordinal)),
        ];
        Assert.Equal(2, needed.Length);
        Assert.All(needed, path => Assert.Contains(path, _file.Sources));
        Assert.All(needed, path => Assert.Contains(Path.GetDirectoryName(path)!, _file.Sources));
    }

    [Fact]
    public void Every_variable_is_a_setting_or_known_to_be_for_another()
    {
        KnownVariables.AssertKnown(_file.Variables.Keys);
        Dictionary<string, string> values = new(_file.Variables, StringComparer.Ordinal)
        {
            ["MARIADB_CONNECTION"] = "Server=database",
        };
        Assert.Empty(SettingsReader.Read(values).Warnings);
    }

    [Fact]
    public void Every_schedule_is_set_to_its_default_because_the_host_knows_none()
    {
        Dictionary<string, string?> schedules = Setting.All
            .Where(each => each.Name.EndsWith("_SCHEDULE", StringComparison.Ordinal))
            .ToDictionary(each => each.Name, each => each.Default, StringComparer.Ordinal);
        Assert.True(schedules.Count >= 4);
        Assert.All(schedules, each => Assert.Equal(each.Value, _file.Variables.GetValueOrDefault(each.Key)));
    }

    [Fact]
    public void The_host_reads_larger_bodies_than_the_app_can_be_told_to()
    {
        long host = long.Parse(_file.Variables["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"]);
        SettingsReading largest = SettingsReader.Read(new Dictionary<string, string>
        {
            ["MARIADB_CONNECTION"] = "Server=database",
            ["INGEST_MAX_BODY_BYTES"] = "256MiB",
            ["INGEST_MAX_INFLATED_BYTES"] = "256MiB",
            ["INGEST_MAX_IN_FLIGHT_BYTES"] = "512MiB",
        });
        Assert.True(host > largest.Settings.ServerMaxBodyBytes);
        Assert.Throws<SettingsException>(() => SettingsReader.Read(new Dictionary<string, string>
        {
            ["MARIADB_CONNECTION"] = "Server=database",
            ["INGEST_MAX_BODY_BYTES"] = $"{(256 * 1024 * 1024) + 1}",
        }));
    }

    [Fact]
    public void Every_stage_begins_with_an_earlier_one_or_with_an_image_that_can_be_pinned()
    {
        List<string> stages = [];
        foreach (Instruction from in _file.All("FROM"))
        {
            string image = from.Words[0];
            if (!stages.Contains(image, StringComparer.Ordinal))
            {
                Match argument = Regex.Match(
                    image, @"^\$\{(?<name>\w+)\}$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
                Assert.True(argument.Success, $"{image} is neither a stage nor a build argument");
                ImageName.AssertHasTag(_file.Arguments[argument.Groups["name"].Value]);
            }

            stages.Add(from.Words[^1]);
        }

        Assert.Equal(["restore", "publish", "run"], stages);
        Assert.All(_file.All("COPY").Select(each => each.Flag("from")).OfType<string>(), from => Assert.Contains(from, stages));
    }

    [Fact]
    public void It_does_not_run_as_root_and_its_folders_belong_to_its_user()
    {
        string user = _file.All("USER").Last().Words[0];
        Assert.Equal("1654:1654", user);
        Assert.Contains(
            _file.All("RUN"),
            run => run.Arguments.Contains("-o 1654 -g 1654", StringComparison.Ordinal)
                && run.Arguments.Contains(_file.Variables["FUNCTIONS_SECRETS_PATH"], StringComparison.Ordinal)
                && run.Arguments.Contains(_file.Variables["HOME"], StringComparison.Ordinal));
        Assert.True(new Uri(_file.Variables["ASPNETCORE_URLS"].Replace("+", "host", StringComparison.Ordinal)).Port >= 1024);
    }

    [Fact]
    public void The_port_is_the_same_wherever_it_is_named()
    {
        string port = _file.All("EXPOSE").Single().Words[0];
        Assert.EndsWith($":{port}", _file.Variables["ASPNETCORE_URLS"], StringComparison.Ordinal);
        Assert.Contains($"\"{port}\"", _file.All("HEALTHCHECK").Single().Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void The_health_check_is_the_script_that_was_copied() =>
        Assert.Contains(
            _file.All("COPY").Single(each => each.Words[0] == "docker/health.sh").Words[1],
            _file.All("HEALTHCHECK").Single().Arguments,
            StringComparison.Ordinal);
}
