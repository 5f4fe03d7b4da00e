namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Values that hold no digit: hosts, accounts at a place, paths of more than two parts.</summary>
internal static class WithoutDigits
{
    public static void Read(ref Scan scan, int start, int end, Shape shape)
    {
        ReadOnlySpan<char> text = scan.Text[start..end];
        if (shape.Has(Shape.At) && Accounts.OfText(text) is { } account)
        {
            scan.Add(account, start, end);
        }
        else if (shape.Has(Shape.Slash))
        {
            // a/b/c and a/b.c are paths, a/b may be anything.
            int slash = text.IndexOf('/');
            ReadOnlySpan<char> rest = text[(slash + 1)..];
            if (slash > 0 && (rest.Contains('/') ? text is not "n/a" : rest.Contains('.')) && !text.Contains('|'))
            {
                scan.Add(VariableType.Path, start, end);
            }
        }
        else if (shape.Has(Shape.Dot) && scan.At(end) != '(' && Hosts.IsHost(text))
        {
            scan.Add(VariableType.Host, start, end);
        }
        else if (shape.Has(Shape.Colon) && Addresses.IsMac(text))
        {
            scan.Add(VariableType.Mac, start, end);
        }
    }
}
