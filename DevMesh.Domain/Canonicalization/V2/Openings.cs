namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Forms that are known by how the message begins, and begin with an account: cron's and sudo's.</summary>
internal static class Openings
{
    public static void Read(ref Scan scan)
    {
        if (scan.Tokens.Length < 3)
        {
            return;
        }

        Token first = scan.Tokens[0];
        Token second = scan.Tokens[1];
        if (scan.Text[0] == '(' && first.Start == 1)
        {
            // (root) CMD (command)
            bool cron = scan.HasAt(first.End, ") ") && second.Start == first.End + 2 &&
                char.IsAsciiLetterUpper(scan.Text[second.Start]) &&
                scan.HasAt(second.End, " (");
            if (cron)
            {
                scan.Add(VariableType.User, first.Start, first.End);
            }
        }
        else if (first.Start == 0 && scan.HasAt(first.End, " : ") && IsOfSudo(ref scan))
        {
            scan.Add(VariableType.User, first.Start, first.End);
        }
    }

    // alice : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/ls, or with a complaint before the TTY
    private static bool IsOfSudo(ref Scan scan)
    {
        int complaint = scan.Tokens[2].Start;
        int at = scan.Text[complaint..Math.Min(complaint + 80, scan.Text.Length)].IndexOf("TTY=", StringComparison.Ordinal);
        return at == 0 || (at > 0 && scan.HasAt(complaint + at - 3, " ; ")) || scan.HasAt(complaint, "PWD=") ||
            scan.HasAt(complaint, "USER=");
    }
}
