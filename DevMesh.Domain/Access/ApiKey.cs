using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace DevMesh.Domain.Access;

/// <summary>
/// A key as its holder has it: <c>dm_ID_SECRET</c> with 12 and 64 hexadecimal digits. The id may be shown and logged; the
/// secret is 256 random bits, shown once to whoever makes the key.
/// </summary>
public sealed class ApiKey
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Accepted = "dm_, 12 hexadecimal digits, _, 64 hexadecimal digits";

    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>How long every key is, in characters.</summary>
    public const int TextLength = SecretAt + SecretLength;

    private const string Prefix = "dm_";
    private const int IdLength = 12;
    private const int SecretLength = 64;
    private const int SecretAt = 3 + IdLength + 1;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly string _secret;

    private ApiKey(string id, string secret) => (Id, _secret) = (id, secret);

    public string Id { get; }

    public static ApiKey Create() => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)),
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretLength / 2)));

    /// <summary>Reads a key that is written exactly as <see cref="Text"/> writes it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out ApiKey? key)
    {
        key = null;
        if (text.Length != TextLength
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[SecretAt - 1] != '_'
            || text[Prefix.Length..(SecretAt - 1)].ContainsAnyExcept(Digits)
            || text[SecretAt..].ContainsAnyExcept(Digits))
        {
            return false;
        }

        key = new ApiKey(text[Prefix.Length..(SecretAt - 1)].ToString(), text[SecretAt..].ToString());
        return true;
    }

    /// <summary>
    /// What is stored in place of the secret. A plain SHA-256 is right here: slow, salted functions protect secrets that
    /// people choose, which can be guessed. Nobody can try 2^256 secrets, however fast the function is.
    /// </summary>
    public byte[] Hash() => SHA256.HashData(Convert.FromHexString(_secret));

    /// <summary>The whole key with its secret: for its holder alone, never for a log.</summary>
    public string Text() => $"{Prefix}{Id}_{_secret}";

    /// <summary>Without the secret, so that a key that is printed by mistake tells nothing.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";
}
