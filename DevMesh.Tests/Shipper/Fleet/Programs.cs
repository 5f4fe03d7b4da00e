using System.Diagnostics;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>What <c>./devmesh test</c> provides for the tests of the fleet (.ci/programs.sh).</summary>
internal static class Programs
{
    public static string Server => Of("DEVMESH_SSHD");

    public static string Session => Of("DEVMESH_SSHD_SESSION");

    public static string Authentication => Of("DEVMESH_SSHD_AUTH");

    public static string KeyGenerator => Of("DEVMESH_SSH_KEYGEN");

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await output}{errors}");
    }

    private static string Of(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path
        ? path
        : throw new InvalidOperationException($"{variable} is not set: run ./devmesh test, which fetches it");
}
