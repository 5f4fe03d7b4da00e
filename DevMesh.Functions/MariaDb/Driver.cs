using System.Data.Common;
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
    private const int LockWaitTimeout = 1205;
    private const int Deadlock = 1213;
    private const int NoSuchTable = 1146;
    private const int TruncatedWrongValue = 1292;
    private const int VectorFormat = 4204;

    public static DbDataSource CreateDataSource(string connectionString)
    {
        DbConnectionStringBuilder builder = DriverFactory.Instance.CreateConnectionStringBuilder()!;
        builder.ConnectionString = connectionString;
        // Affected rows must count changes, not matches: that is how an insert tells new rows from duplicates.
        builder["UseAffectedRows"] = true;
        return DriverFactory.Instance.CreateDataSource(builder.ConnectionString);
    }

    /// <summary>The server rolled the transaction back, or would on retry: running it again whole may succeed.</summary>
    public static bool IsConflict(DbException exception) =>
        exception is DriverException { Number: Deadlock or LockWaitTimeout };

    public static bool IsNoSuchTable(DbException exception) => ErrorNumber(exception) == NoSuchTable;

    /// <summary>A value is no vector, or one that a VECTOR column does not take, such as one with an infinite number.</summary>
    public static bool IsVectorRefused(DbException exception) => ErrorNumber(exception) is TruncatedWrongValue or VectorFormat;

    /// <summary>The server's number of the error, or 0 when it never answered.</summary>
    public static int ErrorNumber(DbException exception) => (exception as DriverException)?.Number ?? 0;
}
