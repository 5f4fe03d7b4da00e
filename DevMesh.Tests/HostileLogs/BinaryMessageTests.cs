using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Shipper;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.HostileLogs;

/// <summary>Bytes that are no UTF-8, from the shipper's writer through the app and back.</summary>
public sealed class BinaryMessageTests(TestApp app) : IClassFixture<TestApp>
{
    public static TheoryData<string, byte[]> Messages => new()
    {
        { "a byte that begins nothing", [0xFF, 0xFE, 0x41] },
        { "an overlong slash", [0x2E, 0x2E, 0xC0, 0xAF, 0x65] },
        { "an overlong NUL", [0x61, 0xC0, 0x80, 0x62] },
        { "half a surrogate pair in three bytes", [0xED, 0xA0, 0x80] },
        { "beyond the last character", [0xF4, 0x90, 0x80, 0x80] },
        { "a character that is cut", [0x61, 0xE2, 0x82] },
        { "a byte that only goes on", [0x80, 0x61] },
        { "Latin-1", [0x47, 0x72, 0xFC, 0xDF, 0x65] },
        { "escapes among them", [0x1B, 0x5B, 0x33, 0x31, 0x6D, 0xFF, 0x00, 0x0A] },
        { "every byte", [.. Enumerable.Range(0, 256).Select(each => (byte)each)] },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task The_bytes_come_back_through_message_base64(string what, byte[] bytes)
    {
        ByteBuffer wire = new(1024);
        EntryWriter writer = new();
        writer.Begin(Entries.Log(bytes, ("_SYSTEMD_UNIT", what)), wire);
        writer.End(1, 0, wire);
        string node = Convert.ToHexString(
            bytes.AsSpan(0, Math.Min(bytes.Length, 30))); // of one node they would be one log: all have one cursor
        using ByteArrayContent batch = new(
            [.. Encoding.ASCII.GetBytes($"{{\"node\":\"{node}\",\"logs\":["), .. wire.Span, .. "]}"u8]);
        batch.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await app.Http.PostAsync("/ingest/logs", batch);
        Assert.Contains("\"rejected\":[]", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        JsonElement listed = (await app.GetAsync($"/logs?service={Uri.EscapeDataString(what)}")).GetProperty("results")[0];
        JsonElement log = await app.GetAsync($"/logs/{listed.GetProperty("id").GetInt64()}");
        Assert.Equal(bytes, log.GetProperty("fields").GetProperty("message_base64").GetBytesFromBase64());
        string message = log.GetProperty("message").GetString()!;
        Assert.Contains('\uFFFD', message);
        Assert.Equal(Encoding.UTF8.GetString(bytes), message);
    }
}
