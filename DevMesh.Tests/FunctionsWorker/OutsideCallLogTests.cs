using DevMesh.Functions.FunctionsWorker;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.FunctionsWorker;

public sealed class OutsideCallLogTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly ILoggerFactory _factory;
    private readonly ILogger _logger;

    public OutsideCallLogTests()
    {
        _factory = LoggerFactory.Create(logging => logging.AddProvider(new OutsideCallLog(_output, _error)));
        _logger = _factory.CreateLogger("DevMesh.Start");
    }

    public void Dispose()
    {
        _factory.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_level_goes_where_the_host_reads_it_from()
    {
        _logger.Log(LogLevel.Information, 7, "started", null, Text);
        _logger.Log(LogLevel.Warning, 8, "a setting", null, Text);
        _logger.Log(LogLevel.Critical, 9, "no database", null, Text);

        Assert.Equal("info: DevMesh.Start[7] started\n", _output.ToString());
        Assert.Equal("warn: DevMesh.Start[8] a setting\nerror: DevMesh.Start[9] no database\n", _error.ToString());
    }

    [Fact]
    public void A_message_is_one_line_with_its_exception()
    {
        _logger.Log(LogLevel.Error, 1, "two\nlines", new InvalidOperationException("a\nb"), Text);
        Assert.Equal("error: DevMesh.Start[1] two lines System.InvalidOperationException: a b\n", _error.ToString());
    }

    [Fact]
    public void What_is_logged_during_a_call_is_left_to_the_host()
    {
        using (_logger.BeginScope(new Dictionary<string, object> { ["AzureFunctions_InvocationId"] = "1" }))
        using (_logger.BeginScope("request"))
        {
            _logger.Log(LogLevel.Error, 1, "in a call", null, Text);
        }

        using (_logger.BeginScope(new Dictionary<string, object> { ["Other"] = "1" }))
        {
            _logger.Log(LogLevel.Error, 1, "outside", null, Text);
        }

        Assert.Equal("error: DevMesh.Start[1] outside\n", _error.ToString());
    }

    private static string Text(string state, Exception? exception) => state;
}
