namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>
/// How many tokens a text costs a model, without its tokenizer: one for each four characters, rounded up. Log lines with many
/// digits and ids cost more with most tokenizers, up to twice as much.
/// </summary>
public static class TokenEstimate
{
    private const int CharactersPerToken = 4;

    public static int Of(string text) => Of(text.Length);

    public static int Of(int characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;
}
