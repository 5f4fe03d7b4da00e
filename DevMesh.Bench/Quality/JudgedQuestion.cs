namespace DevMesh.Bench.Quality;

/// <summary>What a question is like, which decides what can be asked of an answer.</summary>
internal enum QuestionGroup
{
    /// <summary>A value as it stands in messages, and nothing else.</summary>
    Exact,

    /// <summary>Words that the messages have, too.</summary>
    Words,

    /// <summary>Words and a value, or the name of a program.</summary>
    Mixed,

    /// <summary>Shares no word, or none that tells, with what answers it.</summary>
    Paraphrase,

    /// <summary>Nothing in the fleet answers it.</summary>
    None,
}

/// <summary>A text that must stand in a message; <c>*</c> stands for anything between its parts.</summary>
/// <param name="Gain">2 for what answers the question, 1 for what helps.</param>
internal sealed record Judgement(string Pattern, int Gain)
{
    public bool Fits(string message)
    {
        int from = 0;
        foreach (string part in Pattern.Split('*'))
        {
            int at = message.IndexOf(part, from, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            from = at + part.Length;
        }

        return true;
    }
}

/// <summary>A question of an operator with what answers it.</summary>
/// <param name="Value">What the first log that is answered must hold; null when it asks for no value.</param>
/// <param name="HeldBack">Nothing may be tuned to it.</param>
internal sealed record JudgedQuestion(
    QuestionGroup Group, string Text, string? Value, IReadOnlyList<Judgement> Judgements, bool HeldBack)
{
    /// <summary>How well a message answers: 2, 1 or 0.</summary>
    public int GainOf(string message) =>
        Judgements.Where(each => each.Fits(message)).Select(each => each.Gain).DefaultIfEmpty().Max();
}
