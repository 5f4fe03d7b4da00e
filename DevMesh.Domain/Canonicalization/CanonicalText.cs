using System.Text;

namespace DevMesh.Domain.Canonicalization;

/// <summary>What can be done with a canonical text and its variables.</summary>
public static class CanonicalText
{
    /// <summary>The text with each variable in the place of its placeholder.</summary>
    /// <param name="text">The canonical text that the variables were taken with.</param>
    /// <param name="variables">All of them, in order.</param>
    public static string Restore(string text, IEnumerable<CanonicalVariable> variables)
    {
        StringBuilder message = new(text.Length);
        int done = 0;
        foreach (CanonicalVariable variable in variables)
        {
            message.Append(text, done, variable.Position - done).Append(variable.Text);
            done = variable.Position + Placeholder(variable.Type).Length;
        }

        return message.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>What stands in a canonical text for a variable of this type.</summary>
    public static string Placeholder(VariableType type) => V2.Placeholders.Of(type);
}
