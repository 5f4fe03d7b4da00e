using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Docker;

/// <summary>What can be known of compose.yaml without a container engine.</summary>
public sealed class ComposeTests
{
    private readonly ComposeFile _compose = new();

    [Fact]
    public void Volumes_and_files_that_are_mounted_exist_and_every_volume_is_used()
    {
        (string Source, string Target)[] mounts = [.. _compose.Services.SelectMany(service => service.Mounts)];
        string[] files = [.. mounts.Select(mount => mount.Source).Where(source => source.StartsWith('.'))];
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.Exists(Repository.File(Path.Combine("docker", file))), file));
        Assert.Equal(_compose.Volumes.Order(), mounts.Select(mount => mount.Source).Except(files).Distinct().Order());
    }

    [Fact]
    public void Every_variable_of_a_container_is_a_setting_or_known_to_be_for_another() =>
        KnownVariables.AssertKnown(_compose.Services.SelectMany(service => service.Environment.Keys));

    [Fact]
    public void Every_image_has_a_tag_and_those_that_are_fetched_can_be_pinned()
    {
        string text = File.ReadAllText(Repository.File(ComposeFile.Path));
        foreach (ComposeFile.Service service in _compose.Services)
        {
            string image = service.Text("image")!;
            ImageName.AssertHasTag(image);
            Assert.True(service.IsBuilt || text.Contains($"_IMAGE:-{image}}}", StringComparison.Ordinal), image);
        }
    }

    [Fact]
    public void The_images_that_are_built_on_are_those_of_the_Dockerfile()
    {
        Dockerfile dockerfile = new();
        foreach (ComposeFile.Service service in _compose.Services.Where(service => service.IsBuilt))
        {
            string context = Path.Combine("docker", service.BuildPath("context")!);
            Assert.Equal(Repository.Root, Path.GetFullPath(Repository.File(context)).TrimEnd('/'));
            Assert.Equal(Dockerfile.Path, service.BuildPath("dockerfile"));
            Assert.Equal(
                dockerfile.Arguments.OrderBy(each => each.Key, StringComparer.Ordinal),
                service.BuildArguments.Select(each => KeyValuePair.Create((string)each.Key, (string)each.Value!))
                    .OrderBy(each => each.Key, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void What_a_service_waits_for_exists_where_it_runs_and_can_come_about()
    {
        bool imageIsChecked = new Dockerfile().All("HEALTHCHECK").Any();
        foreach (ComposeFile.Service service in _compose.Services)
        {
            foreach ((string name, string condition) in service.DependsOn)
            {
                ComposeFile.Service other = _compose[name];
                Assert.Empty(other.List("profiles").Except(service.List("profiles")));
                Assert.True(condition switch
                {
                    "service_healthy" => other.HasHealthCheck || (other.IsBuilt && imageIsChecked),
                    "service_completed_successfully" => other.Text("restart") == "no",
                    _ => false,
                }, $"{service.Name} waits for {name} to be {condition}");
            }
        }
    }

    [Fact]
    public void Every_service_has_a_limit_of_memory_and_says_whether_it_comes_back()
    {
        Assert.All(_compose.Services, service => Assert.Matches("^[0-9]+[mg]$", service.Text("mem_limit")));
        Assert.All(_compose.Services, service => Assert.True(service.Text("restart") is "no" or "unless-stopped", service.Name));
        Assert.Equal(
            ["database", "app", "gateway"],
            _compose.Services.Where(service => service.Text("restart") == "unless-stopped").Select(service => service.Name));
    }

    [Fact]
    public void Only_the_app_is_reached_from_outside_on_the_port_that_the_image_listens_on()
    {
        string[] ports = [.. _compose.Services.SelectMany(service => service.List("ports"))];
        string defaultPort = Setting.All.Single(each => each.Name == "DEVMESH_PORT").Default!;
        Assert.Equal([$"{defaultPort}:{new Dockerfile().All("EXPOSE").Single().Words[0]}"], ports);
        Assert.Equal(ports, _compose["app"].List("ports"));
    }

    [Fact]
    public void The_gateway_is_there_only_when_it_is_asked_for() =>
        Assert.Equal(
            ["gateway", "gateway-model"],
            _compose.Services.Where(service => service.List("profiles").Contains("gateway")).Select(service => service.Name));

    [Fact]
    public async Task The_server_has_the_options_of_the_embedded_one()
    {
        const string Show = "source \"$1\" && db_options up && printf '%s\\n' \"${DB_OPTIONS[@]}\"";
        (int code, string output) = await Script.RunProgramAsync(
            "bash",
            ["-c", Show, "-", Repository.File("db/embedded-server.sh")],
            input: null);
        Assert.Equal(0, code);
        // Where it listens and as whom it runs are the image's; the sizes are those of another machine.
        string[] ofImage = ["--bind-address", "--user"];
        string[] sizes = ["--innodb-buffer-pool-size", "--mhnsw-max-cache-size"];
        Assert.Equal(
            Comparable(output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                .ExceptBy(ofImage, option => option.Split('=')[0]).Order(),
            Comparable(_compose["database"].List("command")).Order());

        IEnumerable<string> Comparable(IEnumerable<string> options) =>
            options.Select(option => sizes.Contains(option.Split('=')[0]) ? option.Split('=')[0] : option);
    }

    [Fact]
    public void No_storage_account_is_needed() =>
        Assert.DoesNotContain(
            "AzureWebJobsStorage",
            _compose.Services.SelectMany(service => service.Environment.Keys).Concat(new Dockerfile().Variables.Keys));

    [Fact]
    public void What_may_be_changed_by_variables_is_in_the_docs()
    {
        string docs = File.ReadAllText(Repository.File("docs/deployment.md"));
        Assert.NotEmpty(_compose.Variables);
        Assert.All(_compose.Variables, name => Assert.Contains($"`{name}`", docs, StringComparison.Ordinal));
    }
}
