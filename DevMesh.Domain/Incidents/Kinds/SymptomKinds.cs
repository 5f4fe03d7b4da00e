namespace DevMesh.Domain.Incidents.Kinds;

using static FailureKind;

/// <summary>What other programs say when something they need is away, and when it is back.</summary>
internal static class SymptomKinds
{
    /// <summary>The kind of what says that something failed, and no more.</summary>
    public const string FailedOperation = "failed operation";

    public static readonly FailureKind[] All =
    [
        Of(Role.Recovery, "recovery", "which ended it",
            "that it stays so",
            "recovered", "is healthy again", "resumed", "link is up", "nfs: server*ok", "restored", "is back"),
        Of(Role.Symptom, "database away", "because the database does not answer",
            "the database's own log",
            "is the server running on", "connection to server at*failed", "can't connect to mysql", "can't connect to local",
            "can't connect to server on", "lost connection to mysql", "lost connection to server during query",
            "server has gone away", "the database system is starting up", "the database system is in",
            "could not connect to database", "could not connect to the database", "cannot connect to database",
            "database connection*failed", "database*unreachable", "failed to connect to database",
            "failed to connect to the database", "unable to connect to database", "unable to connect to the database",
            "communications link failure", "psycopg2.operationalerror", "psycopg.operationalerror", "sqlalchemy.exc",
            "pymysql.err.operationalerror", "mysqlnonransientconnection", "server selection timed out",
            "serverselectiontimeout", "mongonetwork", "connection to*port 5432", "database error", "db connection",
            "terminating connection")
            with
            {
                Providers =
                [
                    "postgresql", "postgres", "mariadb", "mysql", "mysqld", "mariadbd", "mongod", "patroni", "pgbouncer",
                    "galera", "proxysql",
                ],
            },
        Of(Role.Symptom, "cache away", "because the cache does not answer",
            "the cache's own log",
            "redis.exceptions", "error connecting to redis", "could not connect to redis", "redis*connection refused",
            "redis*connection lost", "redis*timeout", "failed to connect to redis", "redis is not available",
            "rediscommand*exception", "redisconnection", "memcached*fail", "memcache*error", "ioredis",
            "loading redis is loading", "err loading", "lettuce")
            with
            {
                Providers =
                [
                    "redis", "redis-server", "valkey", "valkey-server", "memcached", "keydb", "sentinel",
                ],
            },
        Of(Role.Symptom, "broker away", "because the broker does not answer",
            "the broker's own log",
            "amqp*connection", "amqp*error", "amqp*closed", "rabbitmq*connection", "rabbitmq*fail", "pika.exceptions",
            "kombu*error", "kafka*disconnected", "kafka*timed out", "kafka*connection", "rdkafka", "failed to publish",
            "failed to send message", "publish*timed out", "mqtt*disconnect", "mqtt*connection lost", "nats: no servers",
            "nats: connection", "nats: timeout", "celery*connection", "consumer*connection*lost")
            with
            {
                Providers =
                [
                    "rabbitmq", "rabbitmq-server", "kafka", "nats", "nats-server", "mosquitto", "zookeeper", "activemq",
                    "emqx",
                ],
            },
        Of(Role.Symptom, "search engine away", "because the search engine does not answer",
            "the search engine's own log",
            "elasticsearch*connection", "elasticsearch*unavailable", "elasticsearch*timeout", "noderror*elastic",
            "no living connections", "opensearch*connection", "nonodeavailable", "no alive nodes",
            "no nodes available*elastic", "connectionerror(<urllib")
            with
            {
                Providers =
                [
                    "elasticsearch", "opensearch", "solr", "meilisearch",
                ],
            },
        Of(Role.Symptom, "slow name server", "because the answers come late or broken",
            "the name server",
            "using degraded feature set", "server*degraded feature", "switching to fallback dns", "switching to dns server",
            "martian source")
            with
            {
                Providers =
                [
                    "named", "bind9", "unbound", "dnsmasq", "coredns", "pdns", "pihole-ftl", "knot", "nsd",
                ],
            },
        Of(Role.Symptom, "connection refused", "because nothing listens there",
            "the service on the other side",
            "connection refused", "econnrefused", "connect() failed", "actively refused", "can't connect to",
            "could not connect to", "cannot connect to", "failed to connect", "unable to connect", "connect failed",
            "connection failed", "connect call failed"),
        Of(Role.Symptom, "connection lost", "because the other side went away",
            "the service on the other side, and the way to it",
            "connection reset by peer", "econnreset", "broken pipe", "epipe", "lost connection to",
            "connection closed unexpectedly", "server closed the connection unexpectedly", "unexpected eof",
            "connection was closed", "lost connection", "upstream prematurely closed", "session*lost", "eof occurred",
            "connection*lost", "connection aborted", "connection dropped", "disconnected", "remote end closed",
            "socket hang up", "connection*closed by remote", "connection terminated", "connection reset", "reconnecting",
            "unexpectedly closed", "stream*reset", "peer closed", "no longer reachable"),
        Of(Role.Symptom, "timeout", "because no answer came",
            "what it waits for",
            "timed out", "timeout", "deadline exceeded", "etimedout", "not responding", "no response", "took too long",
            "did not respond", "did not answer", "no reply", "time-out", "giving up waiting"),
        Of(Role.Symptom, "unavailable", "because something behind it is away",
            "what stands behind it",
            "\" 502", "\" 503", "\" 504", " 502 ", " 503 ", " 504 ", "http 502", "http 503", "http 504", "status 502",
            "status 503", "status 504", "status=502", "status=503", "status=504", "code=503", "code 503", "code 502",
            "returned 500", "returned 502", "returned 503", "internal server error", "bad gateway", "service unavailable",
            "instancedown", "target down", "is down", "probe failed", "unavailable", "host is down",
            "critical: host unreachable", "is unreachable", "unreachable", "not available", "notready", "not ready",
            "no data", "down for", "offline", "could not be reached", "cannot be reached", "probe_success 0"),
        Of(Role.Symptom, "overload", "because it cannot keep up",
            "what makes it slow",
            "queue is full", "backlog", "too slow", "slow query", "slow request", "falling behind", "dropping", "overloaded",
            "overload", "load average", "high latency", "lagging", "lag is", "queue length", "queue depth", "high load",
            "cpu usage", "memory usage", "dropped", "saturated", "congested", "throttl", "retrying", "retry in", "retries"),
        Of(Role.Symptom, "refused login", "because the other side does not know or trust it",
            "the password, key or rule on the other side",
            "authentication failed", "authentication failure", "login failed", "unauthorized", "forbidden",
            "invalid credentials", "http 401", "http 403", "status 401", "status 403", "unauthenticated", "auth failed",
            "bad credentials", "not allowed because", "maxstartups", "failed to authenticate", "certificate unknown",
            "bad certificate"),
        Of(Role.Symptom, FailedOperation, "",
            "the lines around it",
            "failed to", "could not", "cannot ", "error:", " failed", "exception", "fatal:", "aborted", "unable to",
            "level=error", "\"level\":\"error\"", "failure", "error while", "error in", "error from", "error when",
            "not found", "rejected", "refused", "denied", "mismatch", "giving up", "max retries exceeded"),
    ];
}
