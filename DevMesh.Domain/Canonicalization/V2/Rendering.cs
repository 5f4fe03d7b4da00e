namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Writes the canonical text, and what its placeholders stand for.</summary>
internal static class Rendering
{
    /// <summary>The text with a placeholder in the place of each value.</summary>
    public static string Render(ReadOnlySpan<char> text, ReadOnlySpan<Value> values)
    {
        int length = text.Length;
        foreach (ref readonly Value value in values)
        {
            length += Placeholders.Of(value.Type).Length - (value.End - value.Start);
        }

        return string.Create(length, new Parts(text, values), static (target, parts) =>
        {
            int done = 0;
            foreach (ref readonly Value value in parts.Values)
            {
                ReadOnlySpan<char> before = parts.Text[done..value.Start];
                before.CopyTo(target);
                target = target[before.Length..];
                string placeholder = Placeholders.Of(value.Type);
                placeholder.CopyTo(target);
                target = target[placeholder.Length..];
                done = value.End;
            }

            parts.Text[done..].CopyTo(target);
        });
    }

    /// <param name="origins">Where each character of the clean message stands in the message; null: at the same place.</param>
    public static void Collect(
        string message, ReadOnlySpan<Value> values, int[]? origins, ICollection<CanonicalVariable> variables)
    {
        int shift = 0;
        foreach (ref readonly Value value in values)
        {
            int start = origins is null ? value.Start : origins[value.Start];
            int end = value.End == value.Start ? start : origins is null ? value.End : origins[value.End - 1] + 1;
            variables.Add(new CanonicalVariable(value.Type, message[start..end], start, value.Start + shift));
            shift += Placeholders.Of(value.Type).Length - (value.End - value.Start);
        }
    }

    private readonly ref struct Parts(ReadOnlySpan<char> text, ReadOnlySpan<Value> values)
    {
        public readonly ReadOnlySpan<char> Text = text;
        public readonly ReadOnlySpan<Value> Values = values;
    }
}
