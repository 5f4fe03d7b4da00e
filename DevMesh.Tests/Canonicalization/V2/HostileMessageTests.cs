using DevMesh.Domain.Canonicalization;
using FsCheck;
using FsCheck.Fluent;

namespace DevMesh.Tests.Canonicalization.V2;

/// <summary>
/// Version 2 under messages that mean harm. How its time grows with their length is measured by ./devmesh bench canon; here
/// 64 KiB of each have to end while a test may last, which what is quadratic would not.
/// </summary>
public sealed class HostileMessageTests
{
    private const int Size = 64 * 1024;

    private static readonly ICanonicalizer Canonicalizer = Canonicalizers.Of(2);

    public static TheoryData<string> Units =>
    [
        "a", "0", " ", "\0", ".", ":", "-", "/", "=", "\"", "\\", "\\\"", "'", "\uD800", "\u202E", "(", "[", "1 ", "1.", "1:",
        "1,", "1, ", "1;", "a1-", "f-", "1s", "1 s ",
        "a=1 ", "a=", "a:", "a:1:", "a/", "a/1", "1/", "a@", "a@1", "#1", "1#", "::", "::1", "a.", "a.b.", "1.2.3.4:",
        "1.2.3.4 (", "01234567-0123-0123-0123-",
        "user ", "for user ", "by user a ", "password for a from ", "(to a) b on ", "class a.b.c ", "port ", "pid 1", "name=\"",
        "query=\"", "query=\"\\\"", "\"query\":\"",
        "query: SELECT ", "user: a, ", "key \"", "ID=1 ", "RES=1 DF ", "RES=1 DF DF DF DF ", "(a) CMD (", "a : TTY=", "[GIN] ",
        "| 200 |", "GET /?", "/a?b=",
        " HTTP/1.1\" 200 1 \"-\"", "http://", "http://a(", "C:\\", "Nov 20 ", "Nov 20 08:15:30 ", "Fri, 20 Nov ",
        "2026-11-20T08:15:30", "20/Nov/2026:", "I1120 ",
        "a.service", "a1_", "_1", "eth0-", "x86_64", "sha256:", "enable..", "1..", "<1 s", "\u001B[31m", "00106ba8 ",
        "70606262 ", "a1,", "a1 ", "é", "1é", "µs",
    ];

    [Theory]
    [MemberData(nameof(Units))]
    public void Sixty_four_KiB_of_anything_give_one_clean_line(string unit) => AssertIsOneCleanLine(Repeat(unit));

    [Theory]
    [MemberData(nameof(Units))]
    public void Sixty_four_KiB_within_one_token_or_quote_give_one_clean_line(string unit)
    {
        AssertIsOneCleanLine("a1" + Repeat(unit.Trim()));
        AssertIsOneCleanLine("msg=\"" + Repeat(unit));
    }

    [Fact]
    public void Ten_thousand_nested_brackets_stay_as_they_are()
    {
        string message = string.Concat(Enumerable.Repeat("[({<", 10_000)) + string.Concat(Enumerable.Repeat(">})]", 10_000));
        Assert.Equal(message, Canonicalizer.Canonicalize(message).Text);
    }

    [Fact]
    public void A_long_list_does_not_grow()
    {
        Assert.Equal("ids <number>", Canonicalizer.Canonicalize("ids " + string.Join(',', Enumerable.Range(0, 10_000))).Text);
        Assert.Equal("ids <number>", Canonicalizer.Canonicalize("ids " + string.Join(' ', Enumerable.Range(0, 10_000))).Text);
    }

    [Fact]
    public void Any_message_gives_one_clean_line_and_the_same_one_each_time() =>
        Prop.ForAll(Messages.Any, message =>
        {
            AssertIsOneCleanLine(message);
            return Canonicalizer.Canonicalize(message).Text == Canonicalizer.Canonicalize(message).Text;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true));

    [Fact]
    public async Task Threads_do_not_disturb_each_other()
    {
        string[] messages = [.. Enumerable.Range(0, 500).Select(i =>
            $"job a{i:x}f-{i} of user u{i} took {i} ms at 10.0.0.{i % 250}\t{new string('x', i)}")];
        string[] expected = [.. messages.Select(message => Canonicalizer.Canonicalize(message).Text)];
        string[][] all = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
                Array.ConvertAll(messages, each => Canonicalizer.Canonicalize(each).Text))));
        Assert.All(all, texts => Assert.Equal(expected, texts));
    }

    private static string Repeat(string unit) =>
        unit.Length == 0 ? "" : string.Concat(Enumerable.Repeat(unit, (Size / unit.Length) + 1))[..Size];

    private static void AssertIsOneCleanLine(string message)
    {
        string text = Canonicalizer.Canonicalize(message).Text;
        Assert.DoesNotContain("  ", text, StringComparison.Ordinal);
        Assert.Equal(text.Trim(), text);
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
