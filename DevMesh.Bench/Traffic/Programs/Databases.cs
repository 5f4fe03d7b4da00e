namespace DevMesh.Bench.Traffic.Programs;

/// <summary>MariaDB and PostgreSQL.</summary>
internal static class Databases
{
    private static readonly Origin Maria = new("mariadb.service", "mariadbd");
    private static readonly Origin Postgres = new("postgresql@16-main.service", "postgres");
    private static readonly Origin Bouncer = new("pgbouncer.service", "pgbouncer");
    private static readonly Origin Backup = new("mariadb-backup.service", "mariadb-backup", ProcessEach: true);

    private const string At = "{t:yyyy-MM-dd  H:mm:ss} ";
    private const string Pg = "{t:yyyy-MM-dd HH:mm:ss.fff} UTC [{int:1000-99999}] ";
    private const string PgUser = "{t:yyyy-MM-dd HH:mm:ss.fff} UTC [{int:1000-99999}] {db}@{db} ";

    public static readonly Episode[] MariaDb =
    [
        new(6, Maria.Warning(At + "{int:100-99999} [Warning] Aborted connection {int:100-99999} to db: '{db}' user: '{db}' host: '{lan}' (Got {one:timeout reading communication packets|an error reading communication packets})")),
        new(2, Maria.Warning(At + "{int:100-99999} [Warning] Access denied for user '{attacker}'@'{lan}' (using password: YES)")),
        new(2, Maria.Warning(At + "{int:100-99999} [Warning] IP address '{lan}' could not be resolved: Name or service not known")),
        new(2, Maria.Notice(At + "0 [Note] InnoDB: Buffer pool(s) load completed at {t:yyMMdd  H:mm:ss}")),
        new(1, Maria.Notice(At + "0 [Note] InnoDB: log sequence number {int:1000000000-90000000000}; transaction id {int:100000-90000000}")),
        new(2, Maria.Warning(At + "0 [Warning] InnoDB: A long semaphore wait: --Thread {int:139000000000000-140000000000000} has waited at row0ins.cc line {int:2000-3000} for {dec:241000-900000} seconds the semaphore:")),
        new(1, Maria.Error(At + "{int:100-99999} [ERROR] mariadbd: Table './{db}/{table}' is marked as crashed and should be repaired")),
        new(1, Maria.Error(At + "0 [ERROR] InnoDB: The innodb_system data file 'ibdata1' must be writable")),
        new(1, Maria.Error(At + "{int:100-99999} [ERROR] InnoDB: Write to file ./{db}/{table}.ibd failed at offset {int:1000000-9000000000}, 16384 bytes should have been written, only {int:0-16383} were written. Operating system error number 28. No space left on device")),
        new(2, Maria.Warning(At + "{int:100-99999} [Warning] Sort aborted, host: {lan}, user: {db}, thread: {int:100-99999}, query: SELECT * FROM {table} ORDER BY created_at DESC LIMIT {int:20-5000}")),
        new(2, Maria.Notice(At + "{int:100-99999} [Note] InnoDB: Transactions deadlock detected, dumping detailed information.")),
        new(1, Maria.Notice(At + "0 [Note] InnoDB: Completed initialization of buffer pool"), Maria.Notice(At + "0 [Note] Server socket created on IP: '0.0.0.0', port: '3306'."),
            Maria.Notice(At + "0 [Note] /usr/sbin/mariadbd: ready for connections."),
            Maria.Notice("Version: '11.8.3-MariaDB-0+deb13u1'  socket: '/run/mysqld/mysqld.sock'  port: 3306  Debian 13")),
        new(1, Maria.Notice(At + "0 [Note] /usr/sbin/mariadbd (initiated by: unknown): Normal shutdown"), Maria.Notice(At + "0 [Note] /usr/sbin/mariadbd: Shutdown complete")),
        new(1, Maria.Error(At + "{int:100-99999} [ERROR] Slave I/O: error reconnecting to master 'repl@{lan}:3306' - retry-time: 60  maximum-retries: 100000  message: Can't connect to server on '{lan}' ({one:111|113} \"Connection refused\"), Internal MariaDB error code: 2003")),
        new(1, Maria.Notice(At + "{int:10-99} [Note] Slave I/O thread: connected to master 'repl@{lan}:3306',replication started in log 'mysql-bin.{int:100000-999999}' at position {int:4-900000000}")),
        new(1, Maria.Warning(At + "{int:100-99999} [Warning] Too many connections")),
        new(2, Maria.Info("# Query_time: {dec:1000-90000}  Lock_time: 0.000{int:100-999}  Rows_sent: {int:1-9000}  Rows_examined: {int:1000-90000000}")),
        new(1, Backup.Info("[00] {t:yyyy-MM-dd HH:mm:ss} Streaming ./{db}/{table}.ibd to <STDOUT>"), Backup.Info("[00] {t:yyyy-MM-dd HH:mm:ss} completed OK!")),
    ];

    public static readonly Episode[] PostgreSql =
    [
        new(5, Postgres.Info(Pg + "LOG:  checkpoint starting: time"),
            Postgres.Info(Pg + "LOG:  checkpoint complete: wrote {int:20-9000} buffers ({int:0-30}.{int:0-9}%); 0 WAL file(s) added, {int:0-3} removed, {int:0-5} recycled; "
                + "write={dec:2000-269000} s, sync={dec:1-900} s, total={dec:2100-270000} s; sync files={int:3-200}, longest={dec:1-500} s, average={dec:1-40} s; distance={int:100-200000} kB, estimate={int:100-200000} kB")),
        new(5, Postgres.Info(Pg + "LOG:  connection received: host={lan} port={port}"), Postgres.Info(PgUser + "LOG:  connection authorized: user={db} database={db} application_name={one:psql|gunicorn|grafana|pgbouncer} SSL enabled (protocol=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384, bits=256)")),
        new(4, Postgres.Info(PgUser + "LOG:  disconnection: session time: 0:{int:10-59}:{int:10-59}.{int:100-999} user={db} database={db} host={lan} port={port}")),
        new(3, Postgres.Info(PgUser + "LOG:  duration: {dec:500000-90000000} ms  statement: SELECT count(*) FROM {table} WHERE created_at > now() - interval '1 day'")),
        new(2, Postgres.Info(Pg + "LOG:  automatic vacuum of table \"{db}.public.{table}\": index scans: {int:0-1}")),
        new(1, Postgres.Info(Pg + "LOG:  automatic analyze of table \"{db}.public.{table}\"")),
        new(2, Postgres.Error(PgUser + "ERROR:  duplicate key value violates unique constraint \"{table}_pkey\""), Postgres.Info(PgUser + "DETAIL:  Key (id)=({int:1-9000000}) already exists.")),
        new(1, Postgres.Error(PgUser + "ERROR:  deadlock detected"), Postgres.Info(PgUser + "DETAIL:  Process {int:1000-99999} waits for ShareLock on transaction {int:100000-90000000}; blocked by process {int:1000-99999}.")),
        new(1, Postgres.Error(PgUser + "ERROR:  canceling statement due to statement timeout"), Postgres.Info(PgUser + "STATEMENT:  UPDATE {table} SET updated_at = now() WHERE id = {int:1-9000000}")),
        new(1, Postgres.Error(PgUser + "ERROR:  relation \"{table}\" does not exist at character {int:15-90}")),
        new(1.5, Postgres.Critical(Pg + "FATAL:  password authentication failed for user \"{attacker}\"")),
        new(1, Postgres.Critical(Pg + "FATAL:  no pg_hba.conf entry for host \"{lan}\", user \"{attacker}\", database \"{db}\", no encryption")),
        new(1, Postgres.Critical(Pg + "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute")),
        new(1, Postgres.Info(PgUser + "LOG:  could not receive data from client: Connection reset by peer")),
        new(1, Postgres.Info(PgUser + "LOG:  temporary file: path \"base/pgsql_tmp/pgsql_tmp{int:1000-99999}.{int:0-9}\", size {int:1000000-900000000}")),
        new(0.7, Postgres.Warning(Pg + "LOG:  archive command failed with exit code {int:1-2}"), Postgres.Info(Pg + "DETAIL:  The failed archive command was: cp pg_wal/0000000100000{hex:11} /srv/wal/")),
        new(0.5, Postgres.Critical(Pg + "PANIC:  could not write to file \"pg_wal/xlogtemp.{int:1000-99999}\": No space left on device")),
        new(0.5, Postgres.Info(Pg + "LOG:  database system was interrupted; last known up at {t:yyyy-MM-dd HH:mm:ss} UTC"), Postgres.Info(Pg + "LOG:  redo starts at {hex:2}/{hex:8}"),
            Postgres.Info(Pg + "LOG:  database system is ready to accept connections")),
        new(2, Bouncer.Info("{t:yyyy-MM-dd HH:mm:ss.fff} UTC [{pid}] LOG stats: {int:1-900} xacts/s, {int:1-2000} queries/s, in {int:1000-900000} B/s, out {int:1000-9000000} B/s, xact {int:100-90000} us, query {int:100-90000} us, wait {int:1-9000} us")),
        new(1, Bouncer.Info("{t:yyyy-MM-dd HH:mm:ss.fff} UTC [{pid}] LOG C-0x{hex:12}: {db}/{db}@{lan}:{port} closing because: client close request (age={int:1-9000}s)")),
    ];
}
