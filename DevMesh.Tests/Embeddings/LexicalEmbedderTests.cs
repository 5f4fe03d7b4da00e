using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Tests.Embeddings;

public sealed class LexicalEmbedderTests
{
    private static readonly LexicalEmbedder Embedder = new();

    [Theory]
    [InlineData("Failed password for <user> from <ip> port <num> ssh2")]
    [InlineData("")]
    [InlineData("<ip>")]
    [InlineData("!!!")]
    public void A_vector_has_length_one(string text)
    {
        float[] vector = Embedder.Embed(text);
        Assert.Equal(LexicalEmbedder.DefaultDimension, vector.Length);
        Assert.Equal(1, TensorPrimitives.Norm(vector), 5);
    }

    [Fact]
    public void The_bits_of_a_vector_never_change()
    {
        // Stored vectors are compared with those of later builds and other machines: another digest needs another model name.
        float[] vector = Embedder.Embed("Container <hex> restarted OutOfMemory after <duration>, retries: 5");
        string digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(vector)));
        Assert.Equal("d73831c249f13e58dbd2a641ea6b95c5b27744c8430a426114fc5017580d9b48", digest);
    }

    [Theory]
    [InlineData("docker restart", "Container <hex> restarted by docker", "Started Docker Application Container Engine.")]
    [InlineData("docker restart", "docker: container <name> restarting", "systemd: Restarting cron.service")]
    [InlineData("failed login", "Failed password for <user>; login refused", "Accepted publickey for <user>")]
    [InlineData("out of memory", "java.lang.OutOfMemoryError: heap space", "memory usage <num> of <num> MB")]
    [InlineData("disk full", "No space left: disk is full on <path>", "disk <path> mounted")]
    [InlineData("firewall blocks", "firewall: block <ip>", "firewall started")]
    public void The_text_that_says_it_is_nearer(string query, string near, string far) =>
        Assert.True(Cosine(query, near) > Cosine(query, far), $"{Cosine(query, near)} is not above {Cosine(query, far)}");

    [Fact]
    public void Placeholders_hardly_count()
    {
        Assert.True(Cosine("connection closed by <ip> after <duration>", "connection closed by after") > 0.99f);
        Assert.True(Cosine("removed <ip> <num> <uuid>", "granted <ip> <num> <uuid>") < 0.15f);
    }

    [Fact]
    public void Texts_without_a_common_word_are_far_apart() =>
        Assert.InRange(Cosine("kernel panic", "user session opened"), -0.1f, 0.1f);

    [Fact]
    public void Only_the_beginning_of_a_long_text_counts()
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"w{i} "));
        Assert.Equal(Embedder.Embed(text.AsSpan(0, LexicalEmbedder.MaxCharacters)), Embedder.Embed(text));
    }

    [Fact]
    public async Task Texts_are_embedded_in_order_in_the_dimension_asked_for()
    {
        var embedder = new LexicalEmbedder(256);
        IReadOnlyList<float[]> vectors = await embedder.EmbedAsync(["one", "two"], CancellationToken.None);
        Assert.Equal([embedder.Embed("one"), embedder.Embed("two")], vectors);
        Assert.All(vectors, vector => Assert.Equal(256, vector.Length));
    }

    private static float Cosine(string one, string other) =>
        TensorPrimitives.Dot<float>(Embedder.Embed(one), Embedder.Embed(other));
}
