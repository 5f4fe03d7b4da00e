using System.Runtime.InteropServices;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Search;

/// <summary>A word of a query.</summary>
/// <param name="Stem">The hash of its stem.</param>
/// <param name="Importance">1, and less for words that say little.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryWord(ulong Stem, float Importance);

/// <summary>A query taken apart: what it says in words, and the values in it that may stand in a message as they are.</summary>
/// <param name="Tokens">What stands between blanks, without punctuation around it.</param>
internal sealed record SearchQuery(string Text, IReadOnlyList<QueryWord> Words, IReadOnlyList<QueryToken> Tokens)
{
    private const float CommonImportance = 0.2f;

    /// <summary>Longer queries are pasted logs; the first words find them.</summary>
    private const int MaxTokens = 64;

    public static SearchQuery Parse(string text)
    {
        List<QueryToken> tokens = [];
        Dictionary<ulong, QueryWord> words = [];
        foreach (string token in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxTokens))
        {
            string trimmed = token.Trim('"', '\'', '`', ',', ';', ':', '.', '!', '?', '(', ')', '[', ']', '{', '}');
            if (trimmed.Length == 0)
            {
                continue;
            }

            QueryWord[] ofToken = WordsOf(trimmed);
            tokens.Add(new QueryToken(trimmed, ofToken, trimmed.AsSpan().ContainsAnyInRange('0', '9')));
            foreach (QueryWord word in ofToken)
            {
                words.TryAdd(word.Stem, word);
            }
        }

        return new SearchQuery(text, [.. words.Values], tokens);
    }

    private static QueryWord[] WordsOf(string token)
    {
        List<QueryWord> found = [];
        var words = new WordReader(token, stackalloc char[WordReader.ScratchSize]);
        bool only = true;
        while (words.Read())
        {
            // The 10 of 10.0.0.5 says nothing by itself, the 137 of "exit code 137" does.
            only &= words.Word.Length == token.Length;
            if (words.Kind is WordKind.Word or WordKind.Common || (words.Kind is WordKind.Number && only))
            {
                found.Add(new QueryWord(StableHash.Of(words.Stem), words.Kind is WordKind.Common ? CommonImportance : 1));
            }
        }

        return [.. found];
    }
}

/// <param name="HasDigit">A value rather than a word: an address, an id, a number.</param>
internal sealed record QueryToken(string Text, IReadOnlyList<QueryWord> Words, bool HasDigit);
