using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DevMesh.Tests.BadInputs;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Fields, string Body)
{
    public static async Task<RawAnswer> ToAsync(Uri server, byte[] request)
    {
        using TcpClient client = new();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await client.ConnectAsync(server.Host, server.Port, limit.Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(request, limit.Token);
        MemoryStream answer = new();
        byte[] piece = new byte[64 * 1024];
        try
        {
            // To its own end and not to that of the connection: a server waits some time for the rest of a body it refused.
            while (!IsWhole(answer.GetBuffer().AsSpan(0, (int)answer.Length))
                && await stream.ReadAsync(piece, limit.Token) is > 0 and int read)
            {
                answer.Write(piece, 0, read);
            }
        }
        catch (IOException)
        {
            // A server that refuses a body without reading it may reset the connection after its answer.
        }

        return Parse(Encoding.UTF8.GetString(answer.ToArray()));
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        int end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        string head = Encoding.ASCII.GetString(answer[..end]);
        int length = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        return length < 0
            ? answer.EndsWith("\r\n0\r\n\r\n"u8)
            : answer.Length - end - 4 >= int.Parse(head[(length + 16)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }

    private static RawAnswer Parse(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] head = text[..end].Split("\r\n");
        Dictionary<string, string> fields = head.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        string body = text[(end + 4)..];
        bool chunked = fields.TryGetValue("Transfer-Encoding", out string? encoding) && encoding == "chunked";
        return new RawAnswer(int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture), fields,
            chunked ? Joined(body) : body);
    }

    /// <summary>Chunks as one text; sizes count bytes of UTF-8.</summary>
    private static string Joined(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        MemoryStream joined = new();
        for (int at = 0; ;)
        {
            int line = bytes.AsSpan(at).IndexOf("\r\n"u8);
            int size = int.Parse(Encoding.ASCII.GetString(bytes, at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                return Encoding.UTF8.GetString(joined.ToArray());
            }

            joined.Write(bytes, at + line + 2, size);
            at += line + 2 + size + 2;
        }
    }
}
