using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>
/// Tokens that hold a digit and are more than digits: values by their shape, paths and other joined names part by part,
/// and what cannot be told apart as one id.
/// </summary>
internal static class Composites
{
    private static readonly SearchValues<char> Joints = SearchValues.Create("-_.:#~+\\%*!?&$");

    public static void Append(ReadOnlySpan<char> token, ref TextBuffer output)
    {
        if (Shapes.IsNameWithDigits(token))
        {
            output.Append(token);
        }
        else if (Whole(token) is { } placeholder)
        {
            Lists.Append(placeholder, ref output);
        }
        else if (Shapes.LengthOfDigestName(token) is > 0 and int digest)
        {
            output.Append(token[..digest]);
            output.Append(Placeholders.Hex);
        }
        else if (token.IndexOfAny('/', '@') >= 0)
        {
            AppendPath(token, ref output);
        }
        else if (token.Length > Shapes.UuidLength && Shapes.IndexOfUuid(token) is >= 0 and int uuid)
        {
            AppendPart(token[..uuid], ref output);
            output.Append(Placeholders.Uuid);
            AppendPart(token[(uuid + Shapes.UuidLength)..], ref output);
        }
        else if (Address(token) is > 0 and int host)
        {
            Append(token[..host], ref output);
            output.Append(':');
            output.Append(Placeholders.Port);
        }
        else
        {
            AppendJoined(token, ref output);
        }
    }

    // The placeholder when all of the token is one value.
    private static string? Whole(ReadOnlySpan<char> token)
    {
        bool startsWithDigit = char.IsAsciiDigit(token[0]);
        if (startsWithDigit && Shapes.IsIpv4(token))
        {
            return Placeholders.Ip;
        }

        if (Shapes.IsNumber(token))
        {
            return Placeholders.Number;
        }

        if (Shapes.IsUuid(token))
        {
            return Placeholders.Uuid;
        }

        if (Shapes.IsHex(token))
        {
            return Placeholders.Hex;
        }

        if (Shapes.IsMac(token))
        {
            return Placeholders.Mac;
        }

        if (token.Contains(':') && Shapes.IsIpv6(token))
        {
            return Placeholders.Ip;
        }

        if (token.Contains('.') && Shapes.IsHostName(token))
        {
            return Placeholders.Host;
        }

        return startsWithDigit || token[0] is '-' or '+' ? Units.Kind(token) : null;
    }

    // The length of the host before a port, as in 10.0.0.5:443, or 0.
    private static int Address(ReadOnlySpan<char> token)
    {
        int colon = token.LastIndexOf(':');
        return colon > 0 && colon < token.Length - 1 && token.Length - colon <= 6 && Shapes.IsDigits(token[(colon + 1)..]) &&
            (Shapes.IsIpv4(token[..colon]) || Shapes.IsHostName(token[..colon])) ? colon : 0;
    }

    // A path, or name@place: each part for itself.
    private static void AppendPath(ReadOnlySpan<char> token, ref TextBuffer output)
    {
        while (true)
        {
            int slash = token.IndexOfAny('/', '@');
            ReadOnlySpan<char> part = slash < 0 ? token : token[..slash];
            AppendPart(part, ref output);
            if (slash < 0)
            {
                return;
            }

            output.Append(token[slash]);
            token = token[(slash + 1)..];
        }
    }

    private static void AppendPart(ReadOnlySpan<char> part, ref TextBuffer output)
    {
        if (part.ContainsAnyInRange('0', '9'))
        {
            Append(part, ref output);
        }
        else
        {
            output.Append(part);
        }
    }

    private static void AppendJoined(ReadOnlySpan<char> token, ref TextBuffer output)
    {
        if (HoldsMixedPart(token))
        {
            Lists.Append(Placeholders.Id, ref output);
            return;
        }

        while (true)
        {
            int joint = token.IndexOfAny(Joints);
            ReadOnlySpan<char> part = joint < 0 ? token : token[..joint];
            bool name = !part.ContainsAnyInRange('0', '9') || Shapes.IsNameWithDigits(part);
            output.Append(name ? part : Whole(part) ?? Placeholders.Number);
            if (joint < 0)
            {
                return;
            }

            output.Append(token[joint]);
            token = token[(joint + 1)..];
        }
    }

    // A part that is neither a word, a name nor a value: then the parts mean nothing one by one.
    private static bool HoldsMixedPart(ReadOnlySpan<char> token)
    {
        while (true)
        {
            int joint = token.IndexOfAny(Joints);
            ReadOnlySpan<char> part = joint < 0 ? token : token[..joint];
            if (part.ContainsAnyInRange('0', '9') && !Shapes.IsNameWithDigits(part) && Whole(part) is null)
            {
                return true;
            }

            if (joint < 0)
            {
                return false;
            }

            token = token[(joint + 1)..];
        }
    }
}
