using System.Data.Common;
using System.Globalization;
using DevMesh.Bench.Running;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.MariaDb;

/// <summary>Sessions that store logs, with a network between them and the server that cuts them off.</summary>
public sealed class LostSessionTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>
{
    private static readonly DateTime Noon = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_session_that_is_cut_off_amid_a_statement_costs_no_batch_and_gives_its_connection_back()
    {
        DbConnectionStringBuilder connection = new() { ConnectionString = scratch.ConnectionString };
        await using TcpProxy proxy = TcpProxy.Start(int.Parse((string)connection["Port"], CultureInfo.InvariantCulture));
        connection["Port"] = proxy.Port;
        connection["Maximum Pool Size"] = 2; // one that is not given back soon leaves none
        await using Database database = new(Driver.CreateDataSource(connection.ConnectionString), NullLogger<Database>.Instance);
        await using LogWriterSessions sessions = new(database, 1);
        LogWriter writer = new(sessions);
        const int cuts = 5;
        for (int i = 0; i < cuts; i++)
        {
            Assert.Equal(1, await StoreAsync(writer, 2 * i));
            Task cut = proxy.CutAfterAsync(ProxyWay.ToTarget, 100);
            Assert.Equal(1, await StoreAsync(writer, (2 * i) + 1));
            await cut;
        }

        Assert.Equal(2 * cuts, await scratch.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(2 * cuts, await scratch.ScalarAsync<long>("SELECT SUM(count) FROM template_activity"));
    }

    private static Task<int> StoreAsync(LogWriter writer, int number)
    {
        LogEntry entry = new(Noon.AddSeconds(number), Level.Info, "a.service", $"message {number}", $"{number}", null);
        return writer.StoreAsync(
            "gpu-node", Noon, [new NewLog(EventKey.OfCursor("gpu-node", entry.Cursor!), entry, 7, EventFlags.None, [])], CancellationToken.None);
    }
}
