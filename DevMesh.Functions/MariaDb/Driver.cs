using System.Data.Common;
using System.Globalization;
#if FUNCTIONS_HOST
using DriverException = MySqlConnector.MySqlException;
using DriverFactory = MySqlConnector.MySqlConnectorFactory;
#else
using DriverException = MySql.Data.MySqlClient.MySqlException;
using DriverFactory = MySql.Data.MySqlClient.MySqlClientFactory;
#endif

namespace DevMesh.Functions.MariaDb;

/// <summary>The one place that knows which driver is linked. Everything above it is ADO.NET and Dapper.</summary>
internal static class Driver
{
    private const int NoSuchTable = 1146;
    private const int TruncatedWrongValue = 1292;
    private const int VectorFormat = 4204;

    /// <summary>Seconds until a server that does not answer counts as away; both drivers wait 15 by default.</summary>
    private const int ConnectTimeout = 5;

    private static readonly string[] ConnectTimeoutNames = ["Connection Timeout", "Connect Timeout", "ConnectionTimeout"];

    /// <param name="connectionString">What it says of a time limit for connecting holds.</param>
    public static DbDataSource CreateDataSource(string connectionString) => Create(connectionString, lane: null);

    /// <summary>A source with a pool of its own, whose commands the driver gives up only after the server should have.</summary>
    public static DbDataSource CreateDataSource(string connectionString, QueryLaneOptions lane) => Create(connectionString, lane);

    public static bool IsNoSuchTable(DbException exception) => ErrorNumber(exception) == NoSuchTable;

    /// <summary>A value is no vector, or one that a VECTOR column does not take, such as one with an infinite number.</summary>
    public static bool IsVectorRefused(DbException exception) => ErrorNumber(exception) is TruncatedWrongValue or VectorFormat;

    /// <summary>The server's number of the error, or 0 when it never answered.</summary>
    public static int ErrorNumber(DbException exception) => (exception as DriverException)?.Number ?? 0;

    /// <summary>
    /// Whether it is how the drivers speak of a connection that is no longer there when it is used again. MySql.Data also meets
    /// a null reference of its own, when a reader is closed that has not come to its end.
    /// </summary>
    public static bool IsBroken(Exception exception) =>
        exception is NullReferenceException { Source: "MySql.Data" }
        || (exception is InvalidOperationException && exception.Message.Contains("onnection must be", StringComparison.Ordinal));

    private static DbDataSource Create(string connectionString, QueryLaneOptions? lane)
    {
        DbConnectionStringBuilder given = new() { ConnectionString = connectionString };
        DbConnectionStringBuilder builder = DriverFactory.Instance.CreateConnectionStringBuilder()!;
        builder.ConnectionString = connectionString;
        // Affected rows must count changes, not matches: that is how an insert tells new rows from duplicates.
        builder["UseAffectedRows"] = true;
        if (!Array.Exists(ConnectTimeoutNames, given.ContainsKey))
        {
            builder["Connection Timeout"] = ConnectTimeout;
        }

        if (lane is not null)
        {
            builder["Maximum Pool Size"] = lane.Connections;
            builder["Default Command Timeout"] =
                ((int)Math.Ceiling(lane.StatementTimeout.TotalSeconds) + 5).ToString(CultureInfo.InvariantCulture);
        }

        return DriverFactory.Instance.CreateDataSource(builder.ConnectionString);
    }
}
