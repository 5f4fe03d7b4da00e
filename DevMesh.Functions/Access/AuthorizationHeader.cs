using System.Diagnostics.CodeAnalysis;
using DevMesh.Domain.Access;
using Microsoft.Extensions.Primitives;

namespace DevMesh.Functions.Access;

/// <summary>Reads <c>Authorization: Bearer KEY</c>. What was sent is never repeated in an error: it may be a secret.</summary>
internal static class AuthorizationHeader
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Accepted = $"one header 'Authorization: Bearer KEY', where KEY is {ApiKey.Accepted}";

    private const string Scheme = "Bearer";

    /// <summary>Beyond this nothing is looked at; one that is accepted has scheme, key and some spaces.</summary>
    private const int MaxLength = 256;

    /// <param name="problem">What is wrong with it, when there is no key.</param>
    public static bool TryRead(
        StringValues header, [NotNullWhen(true)] out ApiKey? key, [NotNullWhen(false)] out string? problem)
    {
        key = null;
        problem = null;
        if (header.Count != 1 || string.IsNullOrWhiteSpace(header[0]))
        {
            problem = header.Count > 1 ? $"is given {header.Count} times" : "is missing";
            return false;
        }

        ReadOnlySpan<char> text = header[0].AsSpan().Trim(' ');
        if (text.Length > MaxLength)
        {
            problem = $"has {text.Length} characters";
            return false;
        }

        int space = text.IndexOf(' ');
        if (!(space < 0 ? text : text[..space]).Equals(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            problem = "does not begin with the scheme Bearer";
            return false;
        }

        if (space < 0 || !ApiKey.TryParse(text[space..].Trim(' '), out key))
        {
            problem = "holds no key of DevMesh";
            return false;
        }

        return true;
    }
}
