using System.Runtime.Versioning;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Docker;

/// <summary>docker/pin.sh with a docker that only answers what digest a tag has.</summary>
[SupportedOSPlatform("linux")]
public sealed class PinTests : IDisposable
{
    private static readonly string Digest = "sha256:" + new string('a', 64);

    private readonly TemporaryFolder _folder = new();

    public PinTests()
    {
        File.Copy(Repository.File("docker/pin.sh"), _folder["pin.sh"]);
        File.Copy(Repository.File(ComposeFile.Path), _folder["compose.yaml"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_image_that_is_fetched_gets_its_digest_and_the_rest_of_the_file_stays()
    {
        await File.WriteAllTextAsync(_folder[".env"], "PUBLISH=8080\nHOST_IMAGE=old\n");
        (int code, string output) = await PinAsync(Digest);
        Assert.True(code == 0, output);
        string[] lines = await File.ReadAllLinesAsync(_folder[".env"]);
        Assert.Equal("PUBLISH=8080", lines[0]);
        Assert.Equal(
            new ComposeFile().Variables.Where(name => name.EndsWith("_IMAGE", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            lines[1..].Select(line => line.Split('=')[0]));
        Assert.All(lines[1..], line => Assert.EndsWith("@" + Digest, line, StringComparison.Ordinal));
        Assert.Contains($"HOST_IMAGE={new Dockerfile().Arguments["HOST_IMAGE"]}@{Digest}", lines);
    }

    [Theory]
    [InlineData("sha256:short")]
    [InlineData("")]
    public async Task An_answer_that_is_no_digest_changes_nothing(string answer)
    {
        await File.WriteAllTextAsync(_folder[".env"], "PUBLISH=8080\n");
        Assert.Equal(1, (await PinAsync(answer)).Code);
        Assert.Equal("PUBLISH=8080\n", await File.ReadAllTextAsync(_folder[".env"]));
    }

    private async Task<(int Code, string Output)> PinAsync(string digest)
    {
        await File.WriteAllTextAsync(
            _folder["docker"],
            $"#!/bin/sh\n[ \"$1 $2 $3\" = 'buildx imagetools inspect' ] && [ \"$5\" = --format ] && echo '{digest}'\n");
        File.SetUnixFileMode(_folder["docker"], (UnixFileMode)Convert.ToInt32("755", 8));
        return await Script.RunAsync(
            _folder["pin.sh"], [], ("PATH", $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}"));
    }
}
