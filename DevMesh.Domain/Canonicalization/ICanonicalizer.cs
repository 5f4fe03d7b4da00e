namespace DevMesh.Domain.Canonicalization;

/// <summary>
/// A pure function from a message to its canonical text, under one version of the rules. A version never changes once it
/// has been used: better rules are a new version. Implementations are thread-safe and never throw, whatever the message.
/// </summary>
public interface ICanonicalizer
{
    /// <summary>The version of the rules, as settings, the database and the command line name it.</summary>
    int Version { get; }

    CanonicalForm Canonicalize(string message);
}

/// <summary>What canonicalization gives.</summary>
/// <param name="Text">The message with its values replaced by typed placeholders such as <c>&lt;ip&gt;</c>.</param>
public readonly record struct CanonicalForm(string Text);
