using DevMesh.Domain.Nodes;
using DevMesh.Shipper.Commands;
using DevMesh.Shipper.Running;
using DevMesh.Tests.Shipper.Running;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Commands;

public sealed class StatusCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new(Statuses.Now.AddSeconds(4));
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_running_shipper_is_shown_with_everything()
    {
        new StatusFile(_folder.Path).Save(Statuses.Usual);

        Assert.Equal(0, Run());

        Assert.Equal("""
            node            n1
            server          http://server:8000
            state           shipping (version 0.1.0, process 4711, running for 3 h 0 min)
            cursor          s=1;i=2
            lag             1.5 s
            sent            10,000
            dropped         0
            repeats         345 joined to the entry before them
            retries         0
            gaps            none
            dead letters    0
            last error      none

            """, _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Trouble_is_shown_fit_for_a_terminal_with_drops_by_rule_largest_first()
    {
        new StatusFile(_folder.Path).Save(Statuses.Troubled);

        Assert.Equal(0, Run());

        string shown = _output.ToString();
        Assert.Contains("state           503 Service Unavailable: \\u001b[2Jdown (version", shown, StringComparison.Ordinal);
        Assert.Contains("dropped         2,000\n         1,997  large\n             3  small\n", shown, StringComparison.Ordinal);
        Assert.Contains(
            "gaps            1\n                2025-12-30 12:00:00Z to 2025-12-31 12:00:00Z\n", shown, StringComparison.Ordinal);
        Assert.Contains("last error      2026-01-01 11:59:00Z  503 Service", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_stopped_says_when()
    {
        new StatusFile(_folder.Path).Save(Statuses.Usual with { Stopped = true });

        Assert.Equal(1, Run());
        Assert.Contains("state           stopped at 2026-01-01 12:00:00Z\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(29, 0, "state           shipping (")]
    [InlineData(30, 1, "state           NOT RUNNING; the figures are of 2026-01-01 12:00:00Z\n")]
    public void One_that_wrote_nothing_for_half_a_minute_does_not_run(int seconds, int code, string state)
    {
        new StatusFile(_folder.Path).Save(Statuses.Usual);
        _time.AdvanceTo(Statuses.Now.AddSeconds(seconds));

        Assert.Equal(code, Run());
        Assert.Contains(state, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_none_has_run_it_says_where_it_looked()
    {
        Assert.Equal(1, Run());
        Assert.Equal($"devmesh-shipper: no shipper has run with its state in {_folder.Path}; --state names another directory\n",
            _error.ToString());
        Assert.Equal("", _output.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"node\":")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"node\":\"n\",\"server\":\"s\",\"process_id\":1,\"written_at\":\"2026-01-01T00:00:00Z\",\"read\":1,\"repeats\":1,"
        + "\"heartbeat\":{\"version\":\"1\"}}")]
    [InlineData("{\"node\":\"n\",\"server\":\"s\",\"process_id\":1,\"written_at\":\"2026-01-01T00:00:00Z\",\"read\":1,\"repeats\":1,\"heartbeat\":null}")]
    [InlineData("{\"node\":\"n\",\"server\":\"s\",\"process_id\":1,\"written_at\":\"2026-01-01T00:00:00Z\",\"read\":1,\"repeats\":1,"
        + "\"heartbeat\":{\"version\":\"1\",\"dropped\":null}}")]
    public void A_damaged_file_is_told(string content)
    {
        File.WriteAllText(_folder["status.json"], content);

        Assert.Equal(1, Run());
        Assert.StartsWith($"devmesh-shipper: {_folder["status.json"]} is damaged (", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_told_with_what_to_do()
    {
        Directory.CreateDirectory(_folder["status.json"]); // unreadable as a file for every user, root included

        Assert.Equal(1, Run());
        Assert.Equal(
            $"devmesh-shipper: {_folder["status.json"]} may not be read by this user; try sudo devmesh-shipper status\n",
            _error.ToString());
    }

    private int Run() => StatusCommand.Run(_folder.Path, _output, _error, _time);
}
