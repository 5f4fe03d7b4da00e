using FsCheck;
using FsCheck.Fluent;

namespace DevMesh.Tests.Canonicalization.V2;

/// <summary>Messages for properties: of the pieces that the rules look for, in any order, and of any characters at all.</summary>
internal static class Messages
{
    private static readonly string[] Pieces =
    [
        " ", " ", " ", "  ", "\t", "\n", "\0", ",", ", ", ";", ":", ": ", "::", "=", " = ", "-", "_", ".", "..", "/", "//",
        "\\", "|", " | ", "@", "#", "%", "+",
        "*", "~", "$", "\"", "\\\"", "'", "`", "(", ")", " (", "[", "]", "{", "}", "<", ">", "0", "1", "7", "42", "2026",
        "00106ba8", "70606262", "1a2b", "deadbeef",
        "3f2a1b7c9d0e", "0x1f", "-5", "3.14", "1e-5", "5%", "1.2.3", "v2.0", "12ms", "3s", "4 MB", " seconds", " ms", " bytes",
        "10.0.0.5", "10.0.0.5:443", "::1",
        "fe80::1%eth0", "52:54:00:ab:cd:ef", "550e8400-e29b-41d4-a716-446655440000", "2026-11-20", "T08:15:30Z", "08:15:30",
        " 08:15:30.123 +0100", "Nov 20",
        "Fri, ", "20/Nov/2026:", " PM", "I1120 ", "user ", "for ", " from ", "invalid user ", "Failed password for ", "by ",
        "(uid=", "user=", "rhost=", "name=",
        "query=\"", "query: SELECT ", "\"user\":\"", "\"pid\":", "path=", "url=", "ID=", "RES=", " DF ", " PROTO=",
        "(root) CMD (", "alice : TTY=", "(to ", ") ", " on ",
        "class ", "a.b.C", "port ", "pid ", "sshd[", "[GIN] ", " | 200 | ", "GET ", "/api/x?a=", " HTTP/1.1\" 200 512 \"-\"",
        "https://", "x.org/", "C:\\", "../", "/bin/ls",
        "alice@", "example.org", "mail", "Object@", "session-", ".service", "eth0", "k8s", "x86_64", "jk2_init", "sha256:",
        "blk_", "kworker/", "word", "default",
        "lifetime ", "<", "in 1:23", "µs", "é", "日本", "\u2028", "\u202E", "😀", "\uD83D", "\uDE00", "\u001B[31m", "enable....",
    ];

    private static readonly Gen<string> OfPieces =
        Gen.Choose(0, 14).SelectMany(count => Gen.Elements(Pieces).ArrayOf(count)).Select(string.Concat);

    private static readonly Gen<string> OfCharacters =
        Gen.Choose(0, 40)
            .SelectMany(count => Gen.Choose(0, 0xFFFF).Select(code => (char)code).ArrayOf(count)).Select(chars =>
            new string(chars));

    public static Arbitrary<string> Any => Arb.From(Gen.Frequency((8, OfPieces), (1, OfCharacters)), Shorter);

    // A failing message is cut to what makes it fail.
    private static IEnumerable<string> Shorter(string message)
    {
        for (int size = message.Length / 2; size > 0; size /= 2)
        {
            for (int start = 0; start + size <= message.Length; start += size)
            {
                yield return message.Remove(start, size);
            }
        }
    }
}
