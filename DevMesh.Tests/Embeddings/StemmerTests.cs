using DevMesh.Domain.Embeddings;

namespace DevMesh.Tests.Embeddings;

public sealed class StemmerTests
{
    [Theory]
    [InlineData("restart", "restarts", "restarted", "restarting")]
    [InlineData("stop", "stops", "stopped", "stopping")]
    [InlineData("retry", "retries", "retried", "retrying")]
    [InlineData("deny", "denies", "denied", "denying", "denial")]
    [InlineData("close", "closes", "closed", "closing")]
    [InlineData("cache", "caches", "cached", "caching")]
    [InlineData("process", "processes", "processed", "processing")]
    [InlineData("connect", "connection", "connections", "connected", "connecting")]
    [InlineData("allocate", "allocation", "allocated")]
    [InlineData("kill", "kills", "killed", "killing")]
    [InlineData("fail", "fails", "failed", "failing", "failure", "failures")]
    [InlineData("exceed", "exceeds", "exceeded", "exceeding")]
    public void Forms_of_a_word_share_a_stem(string word, params string[] forms) =>
        Assert.All(forms, form => Assert.Equal(Stem(word), Stem(form)));

    [Theory]
    [InlineData("status", "state")]
    [InlineData("access", "acme")]
    [InlineData("session", "section")]
    [InlineData("node", "note")]
    [InlineData("user", "use")]
    [InlineData("started", "restarted")]
    public void Different_words_keep_different_stems(string one, string other) => Assert.NotEqual(Stem(one), Stem(other), StringComparer.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ssh")]
    [InlineData("tls")]
    [InlineData("oom")]
    public void Short_words_stay_as_they_are(string word) => Assert.Equal(word, Stem(word));

    private static string Stem(string word)
    {
        char[] letters = word.ToCharArray();
        return new string(letters, 0, Stemmer.Stem(letters));
    }
}
