using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using DevMesh.Domain.Canonicalization;

namespace DevMesh.Functions.Commands;

/// <summary>
/// <c>canon</c>: reads lines on standard input and writes the canonical text of each, one line out per line in, and nothing
/// else on standard output. Lines end at <c>\n</c> only; bytes that are not UTF-8 are read as U+FFFD.
/// </summary>
internal static class CanonCommand
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Command Create()
    {
        Option<int> version = new("--canon-version")
        {
            Description = $"Version of the rules: {string.Join(", ", Canonicalizers.Versions)}.",
            DefaultValueFactory = _ => Canonicalizers.DefaultVersion,
            CustomParser = ParseVersion,
        };

        Command command = new("canon", "Write the canonical text of each line on standard input.") { version };
        command.SetAction((parsed, ct) => RunAsync(
            Canonicalizers.Of(parsed.GetValue(version)), Console.OpenStandardInput(), Console.OpenStandardOutput(), ct));
        return command;
    }

    private static int ParseVersion(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        bool known = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) &&
            Canonicalizers.TryGet(version, out _);
        if (!known)
        {
            result.AddError(Canonicalizers.Unknown(text));
        }

        return version;
    }

    internal static async Task<int> RunAsync(ICanonicalizer canonicalizer, Stream input, Stream output, CancellationToken ct)
    {
        using StreamReader reader = new(input, Utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        await using StreamWriter writer = new(output, Utf8, bufferSize: 1 << 16) { NewLine = "\n" };
        char[] block = new char[1 << 16];
        StringBuilder line = new();
        int read;
        while ((read = await reader.ReadAsync(block, ct)) > 0)
        {
            int start = 0;
            int end;
            while ((end = Array.IndexOf(block, '\n', start, read - start)) >= 0)
            {
                line.Append(block, start, end - start);
                await writer.WriteLineAsync(canonicalizer.Canonicalize(line.ToString()).Text.AsMemory(), ct);
                line.Clear();
                start = end + 1;
            }

            line.Append(block, start, read - start);
        }

        if (line.Length > 0)
        {
            await writer.WriteLineAsync(canonicalizer.Canonicalize(line.ToString()).Text.AsMemory(), ct);
        }

        return 0;
    }
}
