namespace DevMesh.Domain.Incidents.Kinds;

using static FailureKind;

/// <summary>Web servers and what runs behind them.</summary>
internal static class WebKinds
{
    public static readonly FailureKind[] All =
    [
        Shared("flood of requests", "which leaves no room for others",
            "the addresses that send most, and a limit for them",
            "possible syn flooding", "syn flood", "limiting requests, excess", "limiting connections by zone",
            "worker_connections are not enough", "server reached pm.max_children", "reached pm.max_children",
            "pm.max_children setting", "seems busy", "server reached maxrequestworkers", "maxrequestworkers setting",
            "scoreboard is full", "server is within minsparethreads", "listen queue of socket*overflow", "listen queue*full",
            "listen queue overflow", "accept queue*overflow", "accept queue*full", "socket listen queue",
            "times the listen queue of a socket overflowed", "no idle workers", "all workers are busy", "all workers busy",
            "maximum number of threads", "thread pool*exhausted", "thread pool*is full", "threadpool*exhaust",
            "rejectedexecution", "es_rejected_execution", "executor*queue*full", "http threads*exhausted", "reached maxconn",
            "maxconn*reached", "maxconn limit", "max concurrent", "queue limit reached", "too many concurrent",
            "maximum number of concurrent", "worker pool*exhaust", "ddos", "connection flood", "requests per second*exceed",
            "uwsgi listen queue", "maximum connection limit", "configured maximum connection"),
        Shared("rate limited", "so that requests are refused for a time",
            "who sends so much, and the limit's own setting",
            "too many requests", "rate limit exceeded", "toomanyrequests", "ratelimitexceeded", "rate limit reached",
            "rate limit hit", "ratelimited", "hit rate limit", "throttlingexception", "request was throttled",
            "slowdown: please", "http 429", "status 429", "code 429", "status=429", "status: 429", "429 too many",
            "api quota", "quotaerror", "resource_exhausted"),
        Own("upstream answers are broken", "so that clients get errors",
            "the program behind the web server, and the buffers and timeouts between",
            "upstream sent too big header", "upstream sent invalid", "upstream sent no valid", "upstream sent unexpected",
            "premature end of script headers", "end of script output before headers", "ah01630", "ah01102", "ah01114",
            "ah00898", "ah01079", "proxy: error reading", "malformed header", "bad header",
            "client intended to send too large body", "request entity too large", "payload too large", "body exceeded",
            "post content-length of*exceeds", "bigger than the buffer", "uri too long", "request header or cookie too large",
            "header too large", "protocol error*upstream", "incomplete chunked", "invalid response*backend", "invalid chunk",
            "stream was not closed cleanly", "err_http2", "rewrite or internal redirection cycle", "redirect loop",
            "too many redirects", "exceeded*redirects", "request exceeded the limit of", "sendfile() failed",
            "pwrite()*failed", "open()*temp*failed", "cache*corrupt", "varnish*fetcherror", "backend fetch failed",
            "child*not responding to cli", "squid*fatal", "squid*error", "http*request too large", "http 413", "status 413",
            "status=413"),
        Fault("worker killed for its slowness", "so that its request was lost",
            "what the request waits for, and the limit",
            "worker timeout", "critical worker timeout", "harakiri", "worker*killed*timeout", "child*exited on signal",
            "exited on signal", "exited with code <number> after", "executing too slow", "execution timed out",
            "maximum execution time", "request_terminate_timeout", "execution timed out (* sec), terminating",
            "max_execution_time", "worker*(pid*) exited", "worker died", "worker*died", "worker exited unexpectedly",
            "worker process*died", "respawned uwsgi", "daemon died", "damn ! worker", "worker failed to boot",
            "app failed to load", "unable to load app", "no python application found", "haltserver",
            "worker process*exited on signal", "child pid*exit signal", "ah00052", "passenger*crash", "puma*out-of-sync",
            "puma*terminating timed out", "unicorn*killing", "request*aborted after", "event loop is blocked",
            "event loop blocked", "event loop lag", "thread*blocked*ms", "has been blocked for", "stuck thread",
            "stuckthread", "hung thread", "heartbeat took longer than", "thread starvation", "thread pool starvation",
            "pause full", "jvm*pause", "[gc] overhead", "detected pause in jvm"),
    ];
}
