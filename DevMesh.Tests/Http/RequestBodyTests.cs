using System.Text;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Http;

public sealed class RequestBodyTests
{
    private static readonly BodyLimits Limits = new(100_000, "SENT", 1_000_000, "INFLATED");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(100_000)]
    public async Task A_plain_body_is_read_whole(int length)
    {
        byte[] sent = Noise(length);
        using RequestBody body = await RequestBody.ReadAsync(Request(sent), Limits, default);
        Assert.Equal(sent, body.Bytes.ToArray());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZip")]
    [InlineData("x-gzip")]
    public async Task A_gzip_body_is_decompressed(string encoding)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"message\":\"grüße\"}", 1000)));
        using RequestBody body = await RequestBody.ReadAsync(Request(Gzipped.Of(text), encoding), Limits, default);
        Assert.Equal(text, body.Bytes.ToArray());
    }

    [Fact]
    public async Task A_body_of_several_gzip_members_is_one_text()
    {
        byte[] sent = [.. Gzipped.Of("one "u8.ToArray()), .. Gzipped.Of("two"u8.ToArray())];
        using RequestBody body = await RequestBody.ReadAsync(Request(sent, "gzip"), Limits, default);
        Assert.Equal("one two", Encoding.UTF8.GetString(body.Bytes.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    public async Task A_body_may_say_that_it_is_plain(string encoding)
    {
        using RequestBody body = await RequestBody.ReadAsync(Request("x"u8.ToArray(), encoding), Limits, default);
        Assert.Equal("x"u8.ToArray(), body.Bytes.ToArray());
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task Any_other_encoding_is_refused_and_gzip_named(string encoding)
    {
        UnsupportedEncodingException refused = await Assert.ThrowsAsync<UnsupportedEncodingException>(
            () => RequestBody.ReadAsync(Request([], encoding), Limits, default));
        Assert.Contains("gzip", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_encoding_headers_are_refused()
    {
        HttpRequest request = Request([], null);
        request.Headers.ContentEncoding = new(["gzip", "gzip"]);
        await Assert.ThrowsAsync<UnsupportedEncodingException>(() => RequestBody.ReadAsync(request, Limits, default));
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_refused_unread()
    {
        HttpRequest request = Request([], null);
        request.Body = new UnreadableStream();
        request.ContentLength = 100_001;
        LimitExceededException refused = await Assert.ThrowsAsync<LimitExceededException>(
            () => RequestBody.ReadAsync(request, Limits, default));
        Assert.Equal(("SENT", 100_000), (refused.Limit, refused.Maximum));
    }

    [Fact]
    public async Task A_body_without_a_length_is_refused_at_the_limit()
    {
        CountingZeros endless = new(long.MaxValue);
        HttpRequest request = Request([], null);
        request.Body = endless;
        LimitExceededException refused = await Assert.ThrowsAsync<LimitExceededException>(
            () => RequestBody.ReadAsync(request, Limits, default));
        Assert.Equal("SENT", refused.Limit);
        Assert.InRange(endless.Given, 100_001, 200_000);
    }

    [Fact]
    public async Task A_bomb_is_refused_while_it_inflates()
    {
        byte[] bomb = Gzipped.Of(new byte[80_000_000]);
        Assert.InRange(bomb.Length, 1, 100_000);
        MemoryStream sent = new(bomb);
        HttpRequest request = Request([], "gzip");
        request.Body = sent;
        LimitExceededException refused = await Assert.ThrowsAsync<LimitExceededException>(
            () => RequestBody.ReadAsync(request, Limits, default));
        Assert.Equal(("INFLATED", 1_000_000), (refused.Limit, refused.Maximum));
        Assert.True(sent.Position < bomb.Length, "it was read to its end first");
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_passes()
    {
        using RequestBody body = await RequestBody.ReadAsync(Request(Gzipped.Of(new byte[1_000_000]), "gzip"), Limits, default);
        Assert.Equal(1_000_000, body.Bytes.Length);
    }

    [Fact]
    public async Task Bytes_that_are_no_gzip_are_refused() => await RefusedAsBrokenAsync("not gzip at all"u8.ToArray());

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(500)]
    public async Task A_gzip_stream_that_is_cut_is_refused(int kept) => await RefusedAsBrokenAsync(Gzipped.Of(Noise(1000))[..kept]);

    [Fact]
    public async Task A_gzip_stream_without_its_trailer_is_refused() => await RefusedAsBrokenAsync(Gzipped.Of(Noise(1000))[..^8]);

    [Fact]
    public async Task A_gzip_stream_with_a_changed_byte_is_refused()
    {
        byte[] changed = Gzipped.Of(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(each => $"{each};"))));
        changed[^12] ^= 0x40;
        await RefusedAsBrokenAsync(changed);
    }

    [Fact]
    public async Task Nothing_at_all_stays_nothing_whatever_its_encoding()
    {
        using RequestBody body = await RequestBody.ReadAsync(Request([], "gzip"), Limits, default);
        Assert.True(body.Bytes.IsEmpty);
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_reading()
    {
        using CancellationTokenSource left = new();
        HttpRequest request = Request([], null);
        request.Body = new CountingZeros(long.MaxValue, left);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RequestBody.ReadAsync(request, Limits, left.Token));
    }

    private static async Task RefusedAsBrokenAsync(byte[] sent)
    {
        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => RequestBody.ReadAsync(Request(sent, "gzip"), Limits, default));
        Assert.Equal("body", refused.Field);
    }

    private static HttpRequest Request(byte[] body, string? encoding = null)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.ContentLength = body.Length;
        if (encoding is not null)
        {
            request.Headers.ContentEncoding = encoding;
        }

        return request;
    }

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(length).NextBytes(noise);
        return noise;
    }

    private sealed class UnreadableStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("it was read");
    }

    /// <summary>Zeros without end; at the third read its reader is told to stop, when one is given.</summary>
    private sealed class CountingZeros(long length, CancellationTokenSource? stop = null) : MemoryStream
    {
        private int _reads;

        public long Given { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (++_reads == 3 && stop is not null)
            {
                await stop.CancelAsync();
            }

            cancellationToken.ThrowIfCancellationRequested();
            int given = (int)Math.Min(Math.Min(buffer.Length, 1000), length - Given);
            buffer.Span[..given].Clear();
            Given += given;
            return given;
        }
    }
}
