using System.Data.Common;
using System.Net.Sockets;
using DevMesh.Functions.MariaDb;

namespace DevMesh.Tests.MariaDb;

public sealed class TroublesTests
{
    [Theory]
    [InlineData(1213, Trouble.Conflict)]
    [InlineData(1205, Trouble.Conflict)]
    [InlineData(1020, Trouble.Conflict)]
    [InlineData(1040, Trouble.TooManyConnections)]
    [InlineData(1203, Trouble.TooManyConnections)]
    [InlineData(1226, Trouble.TooManyConnections)]
    [InlineData(1042, Trouble.Lost)]
    [InlineData(1053, Trouble.Lost)]
    [InlineData(1927, Trouble.Lost)]
    [InlineData(2006, Trouble.Lost)]
    [InlineData(2013, Trouble.Lost)]
    [InlineData(1290, Trouble.ReadOnly)]
    [InlineData(1792, Trouble.ReadOnly)]
    [InlineData(1021, Trouble.Full)]
    [InlineData(1114, Trouble.Full)]
    [InlineData(1969, Trouble.TimedOut)]
    [InlineData(1317, Trouble.TimedOut)]
    [InlineData(1064, Trouble.Other)]
    [InlineData(1146, Trouble.Other)]
    [InlineData(0, Trouble.Other)]
    internal void A_server_s_number_tells_what_it_is(int number, Trouble trouble) =>
        Assert.Equal(trouble, Troubles.OfNumber(number));

    public static TheoryData<Exception, int> Wrapped => new()
    {
        { new EndOfStreamException(), (int)Trouble.Lost },
        { new IOException("x", new SocketException(104)), (int)Trouble.Lost },
        { new InvalidOperationException("Connection must be valid and open."), (int)Trouble.Lost },
        { new TimeoutException(), (int)Trouble.TimedOut },
        { new InvalidOperationException("Sequence contains no elements"), (int)Trouble.Other },
    };

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void What_never_reached_the_server_is_told_by_what_the_network_said(Exception exception, int trouble) =>
        Assert.Equal((Trouble)trouble, Troubles.Of(exception));

    [Fact]
    public async Task The_driver_s_own_error_for_a_server_that_is_away_counts_as_lost()
    {
        await using DbDataSource nobody = Driver.CreateDataSource("Server=127.0.0.1;Port=1;User ID=u;SslMode=Disabled");
        DbException away = await Assert.ThrowsAnyAsync<DbException>(async () => await nobody.OpenConnectionAsync());
        Assert.Equal(Trouble.Lost, Troubles.Of(away));
    }
}
