using System.Data.Common;
using System.Net.Sockets;

namespace DevMesh.Functions.MariaDb;

/// <summary>What an error of the database means for whoever asked for the work.</summary>
internal enum Trouble
{
    /// <summary>Anything else: wrong SQL, a wrong schema, no right to do it. Trying again does not help by itself.</summary>
    Other = 0,

    /// <summary>A deadlock or a lock wait: the server rolled the transaction back, or would on retry.</summary>
    Conflict,

    /// <summary>The connection could not be made or was lost. What was under way may or may not have been committed.</summary>
    Lost,

    /// <summary>The server has as many connections as it takes.</summary>
    TooManyConnections,

    /// <summary>The server takes no writes for now.</summary>
    ReadOnly,

    /// <summary>A disk, a table space or a temporary table is full.</summary>
    Full,

    /// <summary>A statement ran longer than it was allowed to.</summary>
    TimedOut,
}

/// <summary>
/// Tells troubles apart by the server's numbers (mariadb.com/kb/en/mariadb-error-code-reference), which both drivers give.
/// What never reached the server, or never came back, has no number: there the driver wraps the network's exception.
/// </summary>
internal static class Troubles
{
    public static Trouble Of(Exception exception)
    {
        for (Exception? each = exception; each is not null; each = each.InnerException)
        {
            if (each is DbException db && OfNumber(Driver.ErrorNumber(db)) is not Trouble.Other and var known)
            {
                return known;
            }
        }

        for (Exception? each = exception; each is not null; each = each.InnerException)
        {
            if (each is TimeoutException)
            {
                return Trouble.TimedOut;
            }

            if (each is IOException or SocketException or ObjectDisposedException || Driver.IsBroken(each))
            {
                return Trouble.Lost;
            }
        }

        return Trouble.Other;
    }

    public static Trouble OfNumber(int number) => number switch
    {
        1205 // ER_LOCK_WAIT_TIMEOUT
            or 1213 // ER_LOCK_DEADLOCK
            or 1020 => Trouble.Conflict, // ER_CHECKREAD: the row has changed since the snapshot
        1040 // ER_CON_COUNT_ERROR
            or 1203 // ER_TOO_MANY_USER_CONNECTIONS
            or 1226 => Trouble.TooManyConnections, // ER_USER_LIMIT_REACHED
        1042 // the drivers' own: the host does not answer
            or 1053 // ER_SERVER_SHUTDOWN
            or 1158 // ER_NET_READ_ERROR
            or 1159 // ER_NET_READ_INTERRUPTED
            or 1160 // ER_NET_ERROR_ON_WRITE
            or 1161 // ER_NET_WRITE_INTERRUPTED
            or 1184 // ER_NEW_ABORTING_CONNECTION
            or 1927 // ER_CONNECTION_KILLED
            or 2002 or 2003 or 2006 or 2013 or 2055 => Trouble.Lost, // CR_…: gone away, lost
        1290 // ER_OPTION_PREVENTS_STATEMENT: --read-only
            or 1792 // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
            or 1836 => Trouble.ReadOnly, // ER_READ_ONLY_MODE
        1021 // ER_DISK_FULL
            or 1026 // ER_ERROR_ON_WRITE
            or 1114 // ER_RECORD_FILE_FULL: the table is full
            or 1041 => Trouble.Full, // ER_OUT_OF_RESOURCES
        1969 // ER_STATEMENT_TIMEOUT
            or 1317 => Trouble.TimedOut, // ER_QUERY_INTERRUPTED: also what a driver's own time limit comes to
        _ => Trouble.Other,
    };

    /// <summary>For whoever sent the request: what it is, and nothing of the server's own words.</summary>
    public static string Describe(Trouble trouble) => trouble switch
    {
        Trouble.Conflict => "the database is busy with other transactions",
        Trouble.Lost => "the database cannot be reached, or the connection to it was lost",
        Trouble.TooManyConnections => "the database has as many connections as it takes",
        Trouble.ReadOnly => "the database takes no writes now (it is read-only)",
        Trouble.Full => "the database has no room left (its disk or a table is full)",
        Trouble.TimedOut => "the database did not finish in time",
        _ => "the database does not answer as it should",
    };
}
