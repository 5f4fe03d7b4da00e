using System.Diagnostics;
using DevMesh.Domain.Canonicalization;

namespace DevMesh.Tests.Canonicalization.V1;

public sealed class HostileMessageTests
{
    private const int Size = 64 * 1024;

    // For the best of three, since the machine may be busy; most take a millisecond, and what is quadratic takes many seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static readonly ICanonicalizer Canonicalizer = Canonicalizers.Of(1);

    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData(" ")]
    [InlineData("\0")]
    [InlineData(".")]
    [InlineData(":")]
    [InlineData("-")]
    [InlineData("/")]
    [InlineData("=")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("\uD800")]
    [InlineData("\u202E")]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("1 ")]
    [InlineData("1.")]
    [InlineData("1:")]
    [InlineData("a1-")]
    [InlineData("f-")]
    [InlineData("1s")]
    [InlineData("a=1 ")]
    [InlineData("a=")]
    [InlineData("user ")]
    [InlineData("for user ")]
    [InlineData("for user ..........")]
    [InlineData("Failed a for b ")]
    [InlineData("[UFW ")]
    [InlineData("[GIN] ")]
    [InlineData("query=\"")]
    [InlineData("query=\"\\")]
    [InlineData("caller=a")]
    [InlineData("source=a.")]
    [InlineData("batch 1")]
    [InlineData("GET /?")]
    [InlineData(" HTTP/1.1\" 200")]
    [InlineData("session opened for user a by ")]
    [InlineData("(a) CMD (")]
    [InlineData("a : TTY=")]
    [InlineData("01234567-0123-0123-0123-")]
    [InlineData("2026-11-20T08:15:30")]
    [InlineData("1.2.3.4:")]
    [InlineData("::1")]
    public void Sixty_four_KiB_of_anything_is_fast(string unit)
    {
        string message = string.Concat(Enumerable.Repeat(unit, (Size / unit.Length) + 1))[..Size];
        TimeSpan best = Enumerable.Range(0, 3).Min(run =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            _ = Canonicalizer.Canonicalize(message);
            return watch.Elapsed;
        });
        Assert.True(best < Limit, $"{best} for '{unit}'");
        AssertIsOneCleanLine(Canonicalizer.Canonicalize(message).Text);
    }

    [Fact]
    public void Ten_thousand_nested_brackets_stay_as_they_are()
    {
        string message = new string('[', 10_000) + new string(']', 10_000);
        Assert.Equal(message, Canonicalizer.Canonicalize(message).Text);
    }

    [Fact]
    public void Random_messages_give_one_clean_line_and_the_same_one_each_time()
    {
        string[] pieces =
        [
            "user ", "for ", " from ", "[GIN] ", "[UFW ", "query=\"", "\\", "\"", "=", ":", "-", ".", "/", "0x", "fe80", "::", "1", "20", "2026",
            "T08:15:30", "Nov ", "<ip>", "\n", "\u0001", "\uD83D", "\uDE00", "µs", " ms", "%", "@", "é", "[", "]", "(", ")", "pid ", "port ",
        ];
        Random random = new(20261120);
        for (int i = 0; i < 20_000; i++)
        {
            string message = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            string text = Canonicalizer.Canonicalize(message).Text;
            AssertIsOneCleanLine(text);
            Assert.Equal(text, Canonicalizer.Canonicalize(message).Text);
        }
    }

    private static void AssertIsOneCleanLine(string text)
    {
        Assert.DoesNotContain("  ", text, StringComparison.Ordinal);
        for (int i = 0; i < text.Length; i++)
        {
            Assert.False(char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029', $"control character at {i}");
            if (char.IsHighSurrogate(text[i]))
            {
                Assert.True(i + 1 < text.Length && char.IsLowSurrogate(text[++i]), "unpaired surrogate");
            }
            else
            {
                Assert.False(char.IsLowSurrogate(text[i]), "unpaired surrogate");
            }
        }
    }
}
