namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Words that begin a value or say that the next one is an account. All other words stay.</summary>
internal static class Words
{
    public static void Read(ref Scan scan, int index, Token token, char after)
    {
        switch (scan.TextOf(token))
        {
            case "user" or "User" or "USER" when after == ' ':
                AfterUser(ref scan, index);
                break;
            case "for" when after == ' ':
                AfterFor(ref scan, index);
                break;
            case "class" when after == ' ':
                AfterClass(ref scan, index);
                break;
            case "to" when scan.At(token.Start - 1) == '(':
                AfterTo(ref scan, index);
                break;
            case "Jan" or "Feb" or "Mar" or "Apr" or "May" or "Jun" or "Jul" or "Aug" or "Sep" or "Oct" or "Nov" or "Dec"
                or "Mon" or "Tue" or "Wed" or "Thu" or "Fri" or "Sat" or "Sun":
                int end = Dates.AtName(scan.Text, token.Start, out VariableType moment);
                if (end > 0)
                {
                    scan.Add(moment, token.Start, end);
                }

                break;
            default:
                // alice(uid=1000), as PAM writes it
                if (token.Length >= 8 && !token.Shape.Has(Shape.Letter))
                {
                    scan.Add(VariableType.Hex, token.Start, token.End); // ffffffff
                }
                else if (after == '(' && scan.HasAt(token.End, "(uid="))
                {
                    scan.Add(VariableType.User, token.Start, token.End);
                }

                break;
        }
    }

    // for user alice, invalid user bob from 10.0.0.5, user 'app'@'10.0.0.5'
    private static void AfterUser(ref Scan scan, int index)
    {
        bool announced = index > 0 && scan.TextOf(scan.Tokens[index - 1]) is "for" or "of" or "by" or "from" or "as"
            or "invalid" or "Invalid" or "illegal" or "Illegal" or "unknown" or "Unknown" or "authenticating" or "new"
            or "New";
        if (!announced || index + 1 >= scan.Tokens.Length)
        {
            return;
        }

        Token name = scan.Tokens[index + 1];
        int gap = name.Start - scan.Tokens[index].End;
        bool quoted = gap == 2 && scan.At(name.Start - 1) is '\'' or '"' or '`';
        if ((gap == 1 || quoted) && scan.TextOf(name) is not ("from" or "request" or "and" or "or" or "is" or "was" or "not"
            or "input"))
        {
            Account(ref scan, name);
        }
    }

    // Failed password for root from 10.0.0.5: what stands before `for` is a way to prove who one is.
    private static void AfterFor(ref Scan scan, int index)
    {
        if (index < 2 || index + 1 >= scan.Tokens.Length)
        {
            return;
        }

        if (index + 2 >= scan.Tokens.Length || scan.TextOf(scan.Tokens[index + 2]) is not "from")
        {
            // Too many authentication failures for root [preauth]
            if (scan.TextOf(scan.Tokens[index - 1]) is "failure" or "failures" &&
                scan.TextOf(scan.Tokens[index - 2]) is "authentication" or "login" or "password" &&
                scan.TextOf(scan.Tokens[index + 1]) is not "user")
            {
                Account(ref scan, scan.Tokens[index + 1]);
            }

            return;
        }

        bool login = scan.TextOf(scan.Tokens[index - 1]) is "password" or "publickey" or "none" or "hostbased"
            or "keyboard-interactive" or "keyboard-interactive/pam" or "gssapi-with-mic" or "challenge" or "login"
            or "logon" or "attempt" or "attempts" or "exceeded" or "failure" or "authentication";
        if (login && scan.TextOf(scan.Tokens[index + 1]) is not ("user" or "invalid" or "illegal"))
        {
            Account(ref scan, scan.Tokens[index + 1]);
        }
    }

    // class java.util.ArrayList: behind the word, the qualified name is a value.
    private static void AfterClass(ref Scan scan, int index)
    {
        Token name = index + 1 < scan.Tokens.Length ? scan.Tokens[index + 1] : default;
        ReadOnlySpan<char> text = scan.TextOf(name).TrimEnd(".:");
        if (text.Count('.') >= 2 && char.IsAsciiLetter(text[0]) && !name.Shape.Has(Shape.Slash | Shape.Colon))
        {
            scan.Add(VariableType.Id, name.Start, name.Start + text.Length);
        }
    }

    // (to root) alice on pts/0, as su writes it
    private static void AfterTo(ref Scan scan, int index)
    {
        if (index + 3 < scan.Tokens.Length && scan.HasAt(scan.Tokens[index + 1].End, ") ") &&
            scan.TextOf(scan.Tokens[index + 3]) is "on")
        {
            Account(ref scan, scan.Tokens[index + 1]);
            Account(ref scan, scan.Tokens[index + 2]);
        }
    }

    private static void Account(ref Scan scan, Token name)
    {
        int end = name.End;
        while (end > name.Start && scan.Text[end - 1] is '.' or ':' or '!' or '?')
        {
            end--;
        }

        if (end > name.Start)
        {
            scan.Add(VariableType.User, name.Start, end);
        }
    }
}
