namespace DevMesh.Domain.Incidents.Kinds;

using static FailureKind;

/// <summary>How programs die, and what does not fit their data.</summary>
internal static class ProgramKinds
{
    public static readonly FailureKind[] All =
    [
        Fault("crash", "which ended the process",
            "coredumpctl info, and what changed in the version that runs",
            "segfault at", "dumped core", "core dumped", "status=11/segv", "status=6/abrt", "status=4/ill", "status=7/bus",
            "status=8/fpe", "code=dumped", "signal: segmentation fault", "segmentation fault", "traps:*trap", "panic: ",
            "fatal error: unexpected signal", "stack smashing detected", "double free or corruption", "undefined symbol",
            "cannot open shared object file", "symbol lookup error", "illegal instruction", "unhandled exception",
            "fatal exception", "panicked at", "assertion failed", "assertion failure", "modulenotfounderror", "importerror",
            "nosuchmethoderror", "classnotfoundexception", "noclassdeffounderror", "unsupportedclassversion",
            "glibc_2*not found", "glibc_<version>*not found", "version `glibc", "exec format error", "uncaught exception",
            "uncaughtexception", "fatal error has been detected by the java", "sigsegv", "sigabrt", "sigbus", "sigill",
            "general protection ip", "malloc():", "free(): invalid", "corrupted size vs", "malloc*corrupt", "heap corruption",
            "munmap_chunk", "buffer overflow detected", "stack overflow", "stackoverflowerror", "maximum recursion",
            "recursionerror", "error while loading shared libraries", "wrong elf class", "cannot find module",
            "module not found", "err_module_not_found", "err_require_esm", "no module named", "cannot import name",
            "cannot load such file", "gem::missing", "could not find*in locally installed gems", "class*not found in",
            "call to undefined function", "undefined method", "php fatal error", "uncaught error", "uncaught typeerror",
            "unhandled promise rejection", "unhandledpromiserejection", "unhandledrejection",
            "traceback (most recent call last)", "nullpointerexception", "null pointer", "nil pointer dereference",
            "index out of range [", "nullreferenceexception", "fatal error: concurrent map", "all goroutines are asleep",
            "goroutine 1 [", "goroutine <number> [", "could not load file or assembly", "missingmethodexception",
            "typeloadexception", "framework*was not found", "you must install or update .net", "no native library",
            "unsatisfiedlinkerror", "abnormal termination", "terminated abnormally", "terminated unexpectedly",
            "exited abnormally", "process*crashed", "has crashed", "process crashed", "crashed with", "crash detected",
            "exited unexpectedly", "died unexpectedly", "unexpectedly died", "died with signal", "killed by signal",
            "terminated by signal 9", "terminated by signal 11", "got signal 11", "received signal 11", "signal 6 (sigabrt)",
            "aborted (core", "terminate called after", "pure virtual method", "assert failed", "invalid opcode",
            "invariant violated", "attributeerror:", "nameerror:", "typeerror:", "keyerror:", "beam*crash",
            "supervisor*shutdown_error", "crash_report", "crasher:", "gen_server*terminating", "segfault in",
            "unspecified launch failure", "an illegal memory access was encountered", "cuda_error_illegal",
            "cuda error: device-side assert"),
        Fault("migration failed", "so that program and schema do not fit",
            "the migration's own log, and the schema as it is now",
            "migration*failed", "schema version*mismatch", "unapplied migration", "migrations are pending",
            "pendingmigration", "migration*error", "failed to migrate", "failed migration", "dirty database version",
            "error in migration", "flyway*failed", "liquibase*error", "validate failed: migration", "migration checksum",
            "schema*out of date", "schema is out of date", "schema is newer", "database schema*version", "database*too new",
            "incompatible database version", "unsupported schema", "schema validation*failed", "schema-validation: missing",
            "unknown migration", "cannot migrate", "upgrade script*failed", "mysql_upgrade*error", "db:migrate*fail",
            "alter table*failed", "migrationexception", "migration aborted", "rolled back migration", "unknown column",
            "column*does not exist", "relation*does not exist", "no such table", "no such column",
            "base table or view not found", "table*doesn't exist", "have pending migrations", "pending migrations exist"),
    ];
}
