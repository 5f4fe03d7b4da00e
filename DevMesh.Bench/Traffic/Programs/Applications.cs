namespace DevMesh.Bench.Traffic.Programs;

/// <summary>What the fleet is there for: web applications, teaching, forges, and DevMesh itself.</summary>
internal static class Applications
{
    private static readonly Origin Nginx = new("nginx.service", "nginx");
    private static readonly Origin Estimator = new("estimator-api.service", "estimator-api");
    private static readonly Origin Worker = new("estimator-worker.service", "celery");
    private static readonly Origin Hub = new("jupyterhub.service", "jupyterhub");
    private static readonly Origin Grader = new("autograder.service", "autograder");
    private static readonly Origin Gitea = new("gitea.service", "gitea");
    private static readonly Origin Runner = new("act_runner.service", "act_runner");
    private static readonly Origin Registry = new("registry.service", "registry");
    private static readonly Origin Certbot = new("certbot.service", "certbot", ProcessEach: true);
    private static readonly Origin Keycloak = new("keycloak.service", "keycloak");
    private static readonly Origin DevMeshApp = new("devmesh.service", "devmesh");
    private static readonly Origin Shipper = new("devmesh-shipper.service", "devmesh-shipper");

    private const string Py = "{t:yyyy-MM-dd HH:mm:ss,fff} ";
    private const string Ngx = "{t:yyyy/MM/dd HH:mm:ss} ";

    public static readonly Episode[] Web =
    [
        new(9, Nginx.Info("{lan} - - [{t:dd/MMM/yyyy:HH:mm:ss} +0000] \"GET {one:/|/static/app.css|/api/projects?page=3|/favicon.ico} HTTP/1.1\" 200 {int:200-90000} \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"")),
        new(3, Nginx.Info("{wan} - - [{t:dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /{one:wp-login.php|.env|phpmyadmin/index.php|cgi-bin/luci} HTTP/1.1\" 404 {one:146|153|555} \"-\" \"Mozilla/5.0 zgrab/0.x\"")),
        new(1, Nginx.Error(Ngx + "[error] {int:1000-99999}#{int:1000-99999}: *{int:100-900000} connect() failed (111: Connection refused) while connecting to upstream, client: {lan}, server: {node}.lan, request: \"GET /api/health HTTP/1.1\", upstream: \"http://127.0.0.1:8080/api/health\", host: \"{node}.lan\"")),
        new(1, Nginx.Error(Ngx + "[error] {int:1000-99999}#{int:1000-99999}: *{int:100-900000} upstream timed out (110: Connection timed out) while reading response header from upstream, client: {lan}, server: {node}.lan")),
        new(0.4, Nginx.Warning(Ngx + "[warn] {int:1000-99999}#{int:1000-99999}: *{int:100-900000} a client request body is buffered to a temporary file /var/cache/nginx/client_temp/0000{int:100000-999999}, client: {lan}")),
        new(0.3, Certbot.Info("Certificate not yet due for renewal"), Certbot.Info("No renewals were attempted.")),
        new(0.15, Certbot.Error("Failed to renew certificate {node}.lan with error: Some challenges have failed.")),
        new(0.5, Keycloak.Warning(Py + "WARN  [org.keycloak.events] (executor-thread-{int:1-90}) type=\"LOGIN_ERROR\", realmId=\"{uuid}\", clientId=\"grafana\", userId=\"null\", ipAddress=\"{lan}\", error=\"user_not_found\", username=\"{attacker}\"")),
    ];

    public static readonly Episode[] Estimating =
    [
        new(7, Estimator.Info(Py + "INFO estimator.pricing: Recalculated estimate EST-2026-{int:1000-9999} with {int:3-240} line items in {int:9-900} ms")),
        new(4, Estimator.Info(Py + "INFO estimator.api: {one:GET|PUT} /estimates/{int:1000-9999} 200 {int:4-900}ms user={user}")),
        new(2, Estimator.Info(Py + "INFO estimator.pdf: Rendered proposal for estimate EST-2026-{int:1000-9999}: {int:2-40} pages, {int:90-4000} kB")),
        new(1, Estimator.Warning(Py + "WARNING estimator.prices: Price list of supplier {one:Rexel|Sonepar|Graybar} is {int:3-40} days old; using it anyway")),
        new(1, Estimator.Warning(Py + "WARNING estimator.wiring: Conductor AWG {int:6-14} undersized for {int:15-100} A over {int:20-300} ft, voltage drop {int:3-9}.{int:0-9}%")),
        new(0.8, Estimator.Error(Py + "ERROR estimator.api: Unhandled exception in POST /estimates/{int:1000-9999}/items: KeyError: 'labor_unit'")),
        new(0.6, Estimator.Error(Py + "ERROR estimator.db: could not connect to server 10.0.10.17:5432: timeout expired; retry {int:1-5} of 5")),
        new(2, Worker.Info("[{t:yyyy-MM-dd HH:mm:ss,fff}: INFO/MainProcess] Task estimator.tasks.import_takeoff[{uuid}] received"),
            Worker.Info("[{t:yyyy-MM-dd HH:mm:ss,fff}: INFO/ForkPoolWorker-{int:1-8}] Task estimator.tasks.import_takeoff[{uuid}] succeeded in {dec:900-90000}s: None")),
        new(0.6, Worker.Error("[{t:yyyy-MM-dd HH:mm:ss,fff}: ERROR/MainProcess] Process 'ForkPoolWorker-{int:1-8}' pid:{int:1000-99999} exited with 'signal 9 (SIGKILL)'")),
    ];

    public static readonly Episode[] Teaching =
    [
        new(7, Hub.Info("[I {t:yyyy-MM-dd HH:mm:ss.fff} JupyterHub log:191] 200 GET /hub/api/users/{user} ({user}@{lan}) {dec:2000-90000}ms")),
        new(2, Hub.Info("[I {t:yyyy-MM-dd HH:mm:ss.fff} JupyterHub base:976] User {user} took {dec:900-9000} seconds to start")),
        new(1, Hub.Warning("[W {t:yyyy-MM-dd HH:mm:ss.fff} JupyterHub base:1003] User {user} is slow to start (timeout=10)")),
        new(0.7, Hub.Error("[E {t:yyyy-MM-dd HH:mm:ss.fff} JupyterHub user:901] Unhandled error starting {user}'s server: 409 Client Error: Conflict (\"Conflict. The container name \"/jupyter-{user}\" is already in use\")")),
        new(1, Hub.Info("[I {t:yyyy-MM-dd HH:mm:ss.fff} JupyterHub app:2929] Culling inactive server of {user} after {int:3600-9000} seconds")),
        new(3, Grader.Info("Graded submission {int:1000-90000} of {user} for assignment {one:loops|recursion|pointers|sql-joins}: {int:0-100} of 100 points in {dec:900-40000} s")),
        new(1, Grader.Warning("Submission {int:1000-90000} of {user} exceeded the time limit of {one:10|30} s and was stopped")),
        new(0.5, Grader.Error("Sandbox for submission {int:1000-90000} could not be created: no space left on device")),
    ];

    public static readonly Episode[] Forge =
    [
        new(6, Gitea.Info("{t:yyyy/MM/dd HH:mm:ss} ...eb/routing/logger.go:102:func1() [I] router: completed GET /{user}/{one:devmesh|infra|website}/commits for {lan}:0, 200 OK in {dec:2000-90000}ms @ repo/commit.go:{int:40-90}(repo.Commits)")),
        new(1, Gitea.Warning("{t:yyyy/MM/dd HH:mm:ss} ...ers/web/auth/auth.go:{int:190-230}:SignInPost() [W] Failed authentication attempt for {attacker} from {lan}:0: user does not exist [uid: 0, name: {attacker}]")),
        new(0.6, Gitea.Error("{t:yyyy/MM/dd HH:mm:ss} ...les/process/manager.go:{int:100-200}:Exec() [E] git gc failed: signal: killed, repository /var/lib/gitea/repos/{user}/infra.git")),
        new(2, Runner.Info("time=\"{t:yyyy-MM-ddTHH:mm:ssZ}\" level=info msg=\"task {int:100-9000} repo is {user}/{one:devmesh|infra|website} https://gitea.lan/\""),
            Runner.Info("time=\"{t:yyyy-MM-ddTHH:mm:ssZ}\" level=info msg=\"job of task {int:100-9000} {one:succeeded|failed} after {int:9-900} seconds\"")),
        new(0.6, Runner.Error("time=\"{t:yyyy-MM-ddTHH:mm:ssZ}\" level=error msg=\"failed to fetch task\" error=\"unavailable: 502 Bad Gateway\"")),
        new(2, Registry.Info("time=\"{t:yyyy-MM-ddTHH:mm:ss.ffffff}{ns}Z\" level=info msg=\"response completed\" go.version=go1.20.8 http.request.host=\"registry.lan:5000\" http.request.id={uuid} http.request.method=HEAD http.request.remoteaddr=\"{lan}:{port}\" http.response.duration={go:900-90000} http.response.status=200")),
    ];

    public static readonly Episode[] Ingestion =
    [
        new(8, DevMeshApp.Info("Stored batch of {int:20-1000} logs from {peer} in {int:4-90} ms: {int:20-1000} new, {int:0-20} duplicates, {int:0-6} templates created")),
        new(2, DevMeshApp.Info("Embedded {int:1-50} templates with {model} in {int:20-900} ms")),
        new(1, DevMeshApp.Warning("Gateway http://gpu-node:11434 did not answer within {int:5-30} s; {int:1-400} templates wait for their embedding")),
        new(1, DevMeshApp.Info("Template backfill moved {int:1-5000} logs to canon version {int:1-2} in {dec:900-9000} s")),
        new(1, DevMeshApp.Info("Search for \"{one:docker restart|disk error|out of memory|failed login}\" gave {int:0-20} templates in {int:3-60} ms")),
        new(0.5, DevMeshApp.Warning("Entry {int:0-999} of a batch from {peer} rejected: message is longer than 65536 bytes")),
        new(0.4, DevMeshApp.Error("MariaDB at 10.0.10.16:3306 cannot be reached: Connection refused; retrying in {int:1-30} s")),
        new(0.3, DevMeshApp.Warning("Clock of {peer} is {int:11-90} minutes ahead; its logs are flagged")),
    ];

    public static readonly Episode[] Shipping =
    [
        new(3, Shipper.Info("Sent {int:20-1000} entries in {int:4-90} ms; cursor saved")),
        new(0.5, Shipper.Warning("Server answered 503 Service Unavailable; trying again in {dec:500-60000} s (attempt {int:1-12})")),
        new(0.3, Shipper.Warning("Server answered 429 Too Many Requests; waiting {int:1-30} s as it asks")),
        new(0.2, Shipper.Error("Connection to http://10.0.10.10:8000 failed: Connection refused (10.0.10.10:8000)")),
        new(0.2, Shipper.Warning("Cursor was not found in the journal: entries from {t:yyyy-MM-ddTHH:mm:ssZ} on may be missing")),
        new(0.3, Shipper.Info("devmesh-shipper[{pid}]: dropped {int:1-900} entries by rule noisy-health-checks")),
    ];
}
