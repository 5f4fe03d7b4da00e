using System.Net;
using System.Net.Sockets;
using System.Text;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Docker;

/// <summary>docker/health.sh against servers of all sorts.</summary>
public sealed class HealthScriptTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0, "HTTP/1.1 200 OK\n")]
    [InlineData("HTTP/1.1 200\r\n\r\n", 0, "HTTP/1.1 200\n")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nX: 200 \r\n\r\n", 1, "HTTP/1.1 503 Service Unavailable\n")]
    [InlineData("HTTP/1.1 503 not 200 but\r\n\r\n", 1, "HTTP/1.1 503 not 200 but\n")]
    [InlineData("HTTP/1.1 500 2000\r\n\r\n", 1, "HTTP/1.1 500 2000\n")]
    [InlineData("", 1, "")]
    public async Task Only_a_200_is_healthy(string answer, int expected, string shown)
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        Task<string> asked = AnswerAsync(server, answer);
        (int code, string output) = await RunAsync(((IPEndPoint)server.LocalEndpoint).Port);
        Assert.Equal((expected, shown), (code, output));
        Assert.StartsWith("GET /health HTTP/1.0\r\n", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_not_healthy()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        server.Stop();
        Assert.NotEqual(0, (await RunAsync(port)).Code);
    }

    [Fact]
    public async Task The_app_itself_is_healthy()
    {
        TestApp app = new();
        await app.InitializeAsync();
        Assert.Equal((0, "HTTP/1.1 200 OK\n"), await RunAsync(app.Http.BaseAddress!.Port));
        await app.DisposeAsync();
    }

    private static async Task<string> AnswerAsync(TcpListener server, string answer)
    {
        using TcpClient client = await server.AcceptTcpClientAsync();
        byte[] buffer = new byte[1000];
        int read = await client.GetStream().ReadAsync(buffer);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    private static Task<(int Code, string Output)> RunAsync(int port) =>
        Script.RunAsync(Repository.File("docker/health.sh"), [$"{port}"]);
}
