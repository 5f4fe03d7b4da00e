namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>
/// What follows the request in the line of a web server: <c>HTTP/1.1" 200 512 "-" "curl/8.5"</c>. The status tells events
/// apart and stays; the size, the referer and the agent are values.
/// </summary>
internal static class AccessLog
{
    /// <param name="start">Where the protocol's name starts.</param>
    /// <param name="end">The end of its version.</param>
    public static void Read(ref Scan scan, int start, int end)
    {
        if (!scan.HasAt(start, "HTTP/") || !scan.HasAt(end, "\" ") || Digits.Count(scan.Text, end + 2) != 3)
        {
            return;
        }

        int at = end + 5;
        scan.Keep(at);
        if (scan.At(at) != ' ')
        {
            return;
        }

        int size = scan.At(at + 1) == '-' ? 1 : Digits.Count(scan.Text, at + 1);
        if (size == 0 || scan.At(at + 1 + size) is not (' ' or '\0'))
        {
            return;
        }

        scan.Add(VariableType.Number, at + 1, at + 1 + size);
        at += 1 + size;
        while (scan.HasAt(at, " \""))
        {
            int length = scan.Text[(at + 2)..].IndexOf('"');
            if (length <= 0)
            {
                return;
            }

            scan.Add(VariableType.Text, at + 2, at + 2 + length);
            at += length + 3;
        }
    }
}
