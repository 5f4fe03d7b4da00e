using System.Diagnostics;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests;

/// <summary>The program as a process, as one starts it by hand.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Wrong_settings_stop_the_start_and_are_all_named_on_standard_error()
    {
        (int code, string output, string error) = await RunAsync([], ("MARIADB_CONNECTION", ""), ("DEVMESH_PORT", "x"), ("EMBEDDING_DIM", "0"));
        Assert.Equal((2, ""), (code, output));
        Assert.Equal(
            """
            Settings:
              MARIADB_CONNECTION: is missing; accepted: key=value pairs separated by semicolons
              EMBEDDING_DIM: '0' is too small; accepted: a whole number; 1 to 16000
              DEVMESH_PORT: 'x' is not that; accepted: a whole number; 0 to 65535

            """,
            error);
    }

    [Fact]
    public async Task An_option_that_serving_does_not_know_is_refused()
    {
        (int code, _, string error) = await RunAsync(["--port", "9000"], ("MARIADB_CONNECTION", "Server=127.0.0.1"));
        Assert.Equal((2, "--port: is not an option; accepted: a verb (see --help), or nothing, which serves\n"), (code, error));
    }

    [Fact]
    public async Task A_verb_answers_on_standard_output_alone()
    {
        (int code, string output, string error) = await RunAsync(["settings"]);
        Assert.Equal((0, SettingsTable.Markdown(), ""), (code, output, error));
    }

    [Fact]
    public async Task An_unknown_verb_is_an_error()
    {
        (int code, _, string error) = await RunAsync(["setings"]);
        Assert.Equal(1, code);
        Assert.Contains("setings", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_an_address_that_others_reach_it_refuses_to_start_without_a_key()
    {
        ScratchDatabase scratch = new();
        await scratch.InitializeAsync();
        try
        {
            (int code, _, string error) = await RunAsync(
                [], ("MARIADB_CONNECTION", scratch.ConnectionString), ("DEVMESH_BIND", "0.0.0.0"), ("DEVMESH_PORT", "0"));
            Assert.Equal(2, code);
            Assert.Equal(
                """
                DEVMESH_BIND: other machines reach 0.0.0.0, and there is no API key that holds; accepted: one of
                  a key first: ./devmesh keys create NAME --scope admin --out FILE
                  DEVMESH_BIND=127.0.0.1, which only this machine reaches
                  DEVMESH_OPEN_ACCESS=yes-anyone-may-read-and-write, if that is what you want

                """,
                error);
        }
        finally
        {
            await scratch.DisposeAsync();
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] args, params (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = new("dotnet", [typeof(Setting).Assembly.Location, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }
}
