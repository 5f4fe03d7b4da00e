using System.Net.Http.Json;

namespace DevMesh.Bench.Shipping.Sink;

/// <summary>The sink as a process of its own, so that its memory and its collector are not those of the benchmark.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    private readonly Child _child;
    private readonly HttpClient _http;

    private SinkProcess(Child child, Uri address)
    {
        _child = child;
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public Uri Address { get; }

    public static async Task<SinkProcess> StartAsync(CancellationToken ct)
    {
        Child child = Child.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "DevMesh.Bench.dll"), "sink"], output: true);
        string? address = await child.Process.StandardOutput.ReadLineAsync(ct);
        return address is null
            ? throw new InvalidOperationException($"the sink did not start:\n{child.Log}")
            : new SinkProcess(child, new Uri(address));
    }

    /// <summary>What came in so far, cheaply.</summary>
    public Task<SinkCounts> ProgressAsync(CancellationToken ct) => GetAsync("/progress", ct);

    /// <summary>What came in, with the entries of compressed batches; takes seconds.</summary>
    public Task<SinkCounts> CountAsync(CancellationToken ct) => GetAsync("/counts", ct);

    public async Task ClearAsync(CancellationToken ct)
    {
        using HttpResponseMessage response = await _http.DeleteAsync("/", ct);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _child.DisposeAsync();
    }

    private async Task<SinkCounts> GetAsync(string path, CancellationToken ct) =>
        (await _http.GetFromJsonAsync<SinkCounts>(path, ct))!;
}

/// <param name="Lines">Of bodies that came uncompressed.</param>
/// <param name="Entries">Of bodies that came compressed; 0 while it was not asked for.</param>
internal sealed record SinkCounts(long Requests, long Lines, long Entries);
