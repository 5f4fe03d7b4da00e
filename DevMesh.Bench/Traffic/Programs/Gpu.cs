namespace DevMesh.Bench.Traffic.Programs;

/// <summary>Ollama with its GIN requests, and what runs beside it on the GPU nodes.</summary>
internal static class Gpu
{
    private static readonly Origin Ollama = new("ollama.service", "ollama");
    private static readonly Origin WebUi = new("open-webui.service", "open-webui");
    private static readonly Origin Persistenced = new("nvidia-persistenced.service", "nvidia-persistenced");
    private static readonly Origin Dcgm = new("dcgm-exporter.service", "dcgm-exporter");

    private const string Time = "time={t:yyyy-MM-ddTHH:mm:ss.fff}Z ";
    private const string Gin = "[GIN] {t:yyyy/MM/dd - HH:mm:ss} | ";

    public static readonly Episode[] Requests =
    [
        new(14, Ollama.Info(Gin + "200 | {go13:300000-40000000} | {lan:15} | POST     \"/api/{one:generate|chat}\"")),
        new(14, Ollama.Info(Gin + "200 | {go13:9000-900000} | {lan:15} | POST     \"/{one:api/embed|v1/embeddings}\"")),
        new(5, Ollama.Info(Gin + "200 | {go13:20-900} |       127.0.0.1 | HEAD     \"/\""),
            Ollama.Info(Gin + "200 | {go13:300-9000} |       127.0.0.1 | GET      \"/api/{one:tags|ps|version}\"")),
        new(1.5, Ollama.Info(Gin + "404 | {go13:100-3000} | {lan:15} | POST     \"/api/show\"")),
        new(1.2, Ollama.Error(Gin + "500 | {go13:1000000-60000000} | {lan:15} | POST     \"/api/{one:generate|chat|embed}\"")),
        new(0.5, Ollama.Warning(Gin + "499 | {go13:1000000-90000000} | {lan:15} | POST     \"/api/chat\"")),
    ];

    public static readonly Episode[] Models =
    [
        new(2, Ollama.Info(Time + "level=INFO source=sched.go:715 msg=\"new model will fit in available VRAM in single GPU, loading\" "
                + "model=/usr/share/ollama/.ollama/models/blobs/sha256-{blob} gpu=GPU-{uuid} parallel={one:1|2|4} available={int:3000000000-25000000000} required=\"{dec:900-22000} GiB\""),
            Ollama.Info(Time + "level=INFO source=server.go:105 msg=\"system memory\" total=\"{dec:31000-126000} GiB\" free=\"{dec:3000-90000} GiB\" free_swap=\"{dec:900-8000} GiB\""),
            Ollama.Info(Time + "level=INFO source=server.go:376 msg=\"starting llama server\" cmd=\"/usr/local/lib/ollama/runners/cuda_v12/ollama_llama_server runner "
                + "--model /usr/share/ollama/.ollama/models/blobs/sha256-{blob} --ctx-size {one:2048|8192|16384} --batch-size 512 --n-gpu-layers {int:20-60} --threads 8 --port {port}\""),
            Ollama.Info("llama_model_loader: loaded meta data with {int:20-40} key-value pairs and {int:200-900} tensors from /usr/share/ollama/.ollama/models/blobs/sha256-{blob}"),
            Ollama.Info("llama_model_loader: - kv  {int:10-29}:                          general.architecture str              = {one:llama|qwen2|gemma2}"),
            Ollama.Info("ggml_cuda_init: found 1 CUDA devices:"),
            Ollama.Info("llm_load_tensors: offloaded {int:20-60}/{int:20-60} layers to GPU"),
            Ollama.Info(Time + "level=INFO source=server.go:594 msg=\"llama runner started in {dec:900-30000} seconds\"")),
        new(1, Ollama.Warning(Time + "level=WARN source=sched.go:646 msg=\"gpu VRAM usage didn't recover within timeout\" seconds={dec:5000-5900} model=/usr/share/ollama/.ollama/models/blobs/sha256-{blob}")),
        new(1, Ollama.Warning(Time + "level=WARN source=runner.go:129 msg=\"truncating input prompt\" limit={one:2048|8192} prompt={int:2049-40000} keep={int:4-5} new={one:2048|8192}")),
        new(0.7, Ollama.Error("ggml_backend_cuda_buffer_type_alloc_buffer: allocating {dec:100000-9000000} MiB on device 0: cudaMalloc failed: out of memory"),
            Ollama.Error(Time + "level=ERROR source=sched.go:455 msg=\"error loading llama server\" error=\"llama runner process has terminated: cudaMalloc failed: out of memory\"")),
        new(0.7, Ollama.Error(Time + "level=ERROR source=routes.go:479 msg=\"embedding generation failed\" error=\"do embedding request: Post \\\"http://127.0.0.1:{port}/embedding\\\": EOF\"")),
        new(1, Ollama.Info(Time + "level=INFO source=download.go:175 msg=\"downloading {hex:12} in {int:2-64} {one:100|200} MB part(s)\"")),
        new(0.3, Ollama.Warning(Time + "level=WARN source=download.go:320 msg=\"{hex:12} part {int:0-63} stalled; retrying. If this persists, press ctrl-c to exit, then 'ollama pull' to find a faster connection.\"")),
        new(0.3, Ollama.Info(Time + "level=INFO source=routes.go:1259 msg=\"Listening on [::]:11434 (version 0.5.7)\""),
            Ollama.Info(Time + "level=INFO source=gpu.go:226 msg=\"looking for compatible GPUs\""),
            Ollama.Info(Time + "level=INFO source=types.go:131 msg=\"inference compute\" id=GPU-{uuid} library=cuda variant=v12 compute=8.6 driver=12.4 name=\"NVIDIA GeForce RTX 3060\" total=\"11.6 GiB\" available=\"{dec:900-11400} GiB\"")),
        new(1, Ollama.Debug("slot launch_slot_: id  {int:0-3} | task {int:1-90000} | processing task"),
            Ollama.Debug("slot update_slots: id  {int:0-3} | task {int:1-90000} | prompt done, n_past = {int:20-8000}, n_tokens = {int:20-512}, progress = 1.000000"),
            Ollama.Debug("slot      release: id  {int:0-3} | task {int:1-90000} | stop processing: n_past = {int:30-8100}, truncated = 0")),
        new(1.5, WebUi.Info("INFO:     {lan}:{port} - \"{one:GET /api/models|POST /api/chat/completions|GET /api/v1/chats/?page=2|GET /health} HTTP/1.1\" 200 OK")),
        new(0.4, WebUi.Error("ERROR [open_webui.routers.ollama] Connection error: Cannot connect to host localhost:11434 ssl:default [Connect call failed ('127.0.0.1', 11434)]")),
        new(0.3, Persistenced.Notice("device 0000:01:00.0 - persistence mode enabled.")),
        new(0.5, Dcgm.Warning("{t:yyyy/MM/dd HH:mm:ss} maxprocs: Leaving GOMAXPROCS={int:8-32}: CPU quota undefined")),
        new(0.4, Dcgm.Error("Failed to collect metrics; err: GPU temperature {int:84-96} C is above the slowdown threshold of 83 C")),
    ];
}
