using System.Diagnostics;
using System.Runtime.Versioning;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Install;

/// <summary>
/// The unpacked package of the shipper, its executable a script, and a folder that it is installed below (DESTDIR). Both are
/// removed at the end.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ShipperPackage : IDisposable
{
    private const string Executable = "#!/bin/sh\nif [ \"$1\" = check ]; then ! grep -n broken \"$2\"; fi\n";

    private readonly string _root = Directory.CreateTempSubdirectory("devmesh-install-").FullName;

    public ShipperPackage()
    {
        Directory.CreateDirectory(PackageFolder);
        Directory.CreateDirectory(Destination);
        foreach (string file in new[] { "install.sh", "devmesh-shipper.service" })
        {
            File.Copy(Repository.File($"DevMesh.Shipper/install/{file}"), Path.Combine(PackageFolder, file));
        }

        Put("devmesh-shipper", Executable);
        File.SetUnixFileMode(Path.Combine(PackageFolder, "devmesh-shipper"), (UnixFileMode)Convert.ToInt32("755", 8));
        Put("filter_config.yaml", "rules: []\n");
    }

    public string PackageFolder => Path.Combine(_root, "package");

    private string Destination => Path.Combine(_root, "dest");

    /// <summary>Writes a file of the package.</summary>
    public void Put(string name, string text) => File.WriteAllText(Path.Combine(PackageFolder, name), text);

    public void Remove(string name) => File.Delete(Path.Combine(PackageFolder, name));

    /// <summary>Writes a file beside the package.</summary>
    /// <returns>Its path.</returns>
    public string Beside(string name, string text)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs install.sh below the folder; the exit code, and what it wrote to both outputs.</summary>
    public (int Code, string Output) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Path.Combine(PackageFolder, "install.sh"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DESTDIR"] = Destination },
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    /// <summary>Runs it, and it must succeed.</summary>
    /// <returns>What it wrote.</returns>
    public string Install(params string[] arguments)
    {
        (int code, string output) = Run(arguments);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>The path of an installed file.</summary>
    public string PathOf(string path) => Destination + path;

    /// <summary>The text of an installed file.</summary>
    public string Read(string path) => File.ReadAllText(PathOf(path));

    /// <summary>Every installed file, with its mode in octal.</summary>
    public string[] Files() =>
    [
        .. Directory.EnumerateFiles(Destination, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{file[Destination.Length..]} {Convert.ToString((int)File.GetUnixFileMode(file), 8)}"),
    ];

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
