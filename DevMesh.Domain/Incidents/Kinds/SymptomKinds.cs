namespace DevMesh.Domain.Incidents.Kinds;

using static FailureKind;

/// <summary>What other programs say when something they need is away, and when it is back.</summary>
internal static class SymptomKinds
{
    public static readonly FailureKind[] All =
    [
        Of(Role.Recovery, "recovery", "which ended it", "that it stays so",
            "reconnected", "recovered", "connection restored", "connection re-established", "back to normal", "succeeded after",
                "is healthy again", "resumed",
            "link is up", "nfs: server*ok", "retry succeeded", "connected again", "restored", "is back", "succeeded on attempt",
                "quorum regained", "became healthy"),
        Of(Role.Symptom, "connection refused", "because nothing listens there", "the service on the other side",
            "connection refused", "econnrefused", "connect() failed", "actively refused", "can't connect to",
                "could not connect to", "cannot connect to", "failed to connect"),
        Of(Role.Symptom, "connection lost", "because the other side went away",
            "the service on the other side, and the way to it",
            "connection reset by peer", "econnreset", "broken pipe", "server has gone away", "lost connection to",
                "connection closed unexpectedly",
            "server closed the connection unexpectedly", "unexpected eof", "connection was closed", "lost connection",
                "upstream prematurely closed", "session*lost", "eof occurred"),
        Of(Role.Symptom, "timeout", "because no answer came", "what it waits for",
            "timed out", "timeout", "deadline exceeded", "etimedout", "not responding", "no response", "took too long"),
        Of(Role.Symptom, "unavailable", "because something behind it is away", "what stands behind it",
            "no live upstreams", "502", "503", "504", "bad gateway", "service unavailable", "gateway time-out",
                "health check failed", "healthcheck failed", "unhealthy",
            "instancedown", "target down", "is down", "readiness probe failed", "liveness probe failed", "backend*down",
                "has no server available", "unavailable", "host is down",
            "critical: host unreachable"),
        Of(Role.Symptom, "overload", "because it cannot keep up", "what makes it slow",
            "queue is full", "backlog", "too slow", "slow query", "falling behind", "dropping", "overloaded", "load average",
                "high latency", "lagging", "lag is"),
        Of(Role.Symptom, "failed operation", "", "the lines around it",
            "failed to", "could not", "cannot ", "error:", " failed", "exception", "fatal:", "aborted"),
    ];
}
