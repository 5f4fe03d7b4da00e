namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>
/// Version 2 of the rules: the message is cut into tokens once, each token is judged by its shape and its neighbours, and
/// the values among them make way for placeholders. Time is linear in the message's length.
/// </summary>
internal sealed class CanonicalizerV2 : IVariableCanonicalizer
{
    public int Version => 2;

    public CanonicalForm Canonicalize(string message) => Run(message, variables: null);

    public CanonicalForm Canonicalize(string message, ICollection<CanonicalVariable> variables) => Run(message, variables);

    private static CanonicalForm Run(string message, ICollection<CanonicalVariable>? variables)
    {
        Workspace work = Workspace.OfThread;
        ReadOnlySpan<char> text = message;
        Span<Token> tokens = work.Tokens(text.Length);
        int count = Tokenizer.Cut(text, tokens);
        int[]? origins = null;
        bool cleaned = count < 0;
        if (cleaned)
        {
            origins = variables is null ? null : new int[text.Length];
            Span<char> clean = work.Clean(text.Length);
            text = clean[..MessageCleaner.Clean(text, clean, origins)];
            count = Tokenizer.Cut(text, tokens);
        }

        ValueList values = work.Values;
        values.Clear();
        Scan scan = new(text, tokens[..count], values);
        Scanner.Run(ref scan);
        string result = values.Count > 0 ? Rendering.Render(text, values.Span) : cleaned ? text.ToString() : message;
        if (variables is not null)
        {
            Rendering.Collect(message, values.Span, origins, variables);
        }

        work.Trim();
        return new CanonicalForm(result);
    }
}
