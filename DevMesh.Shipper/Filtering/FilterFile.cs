using System.Text;
using System.Text.Unicode;

namespace DevMesh.Shipper.Filtering;

/// <summary>Reads rules from a file. What goes wrong is an error of the list, never an exception.</summary>
internal static class FilterFile
{
    private const int Longest = 1024 * 1024;

    /// <returns>Null if and only if something is wrong.</returns>
    public static FilterRules? Read(string path, List<FilterError> errors)
    {
        if (Directory.Exists(path))
        {
            errors.Add(WholeFile("it is a directory", "a YAML file of filter rules"));
            return null;
        }

        try
        {
            byte[]? bytes = ReadBytes(path);
            if (bytes is null)
            {
                errors.Add(WholeFile("it is larger than 1 MiB", "a YAML file of filter rules of at most 1 MiB"));
                return null;
            }

            return Parse(bytes, errors);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add(WholeFile("there is no such file", "a YAML file of filter rules"));
        }
        catch (UnauthorizedAccessException)
        {
            errors.Add(WholeFile("it may not be read by this user", "a file with read permission"));
        }
        catch (IOException e)
        {
            errors.Add(WholeFile($"it cannot be read: {e.Message}", "a YAML file of filter rules"));
        }

        return null;
    }

    private static FilterRules? Parse(ReadOnlySpan<byte> bytes, List<FilterError> errors)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        bytes = bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes;
        if (Utf8.IsValid(bytes))
        {
            return FilterRules.Parse(Encoding.UTF8.GetString(bytes), errors);
        }

        int valid = ValidLength(bytes);
        ReadOnlySpan<byte> before = bytes[..valid];
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        errors.Add(new FilterError(
            before.Count((byte)'\n') + 1, column, $"the byte 0x{bytes[valid]:x2} is not UTF-8", "a file in UTF-8"));
        return null;
    }

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (Rune.DecodeFromUtf8(bytes[length..], out _, out int read) == System.Buffers.OperationStatus.Done)
        {
            length += read;
        }

        return length;
    }

    /// <summary>Null when it is too long; read to the end of the limit only, because a device or a pipe has no length.</summary>
    private static byte[]? ReadBytes(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] buffer = new byte[Longest + 1];
        int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length > Longest ? null : buffer[..length];
    }

    private static FilterError WholeFile(string problem, string accepted) => new(0, 0, problem, accepted);
}
