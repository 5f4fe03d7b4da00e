using System.Runtime.InteropServices;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Search;

/// <summary>A word of a query.</summary>
/// <param name="Stem">The hash of its stem.</param>
/// <param name="Importance">1, and less for words that say little.</param>
/// <param name="Others">Stems of words that mean about the same; see <see cref="OperatorVocabulary"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryWord(ulong Stem, float Importance, IReadOnlyList<ulong> Others)
{
    /// <summary>What a word that means about the same counts of the word itself.</summary>
    public const float OtherShare = 0.5f;
}

/// <summary>A query taken apart: what it says in words, and the values in it that may stand in a message as they are.</summary>
/// <param name="Tokens">What stands between blanks, without punctuation around it.</param>
internal sealed record SearchQuery(string Text, IReadOnlyList<QueryWord> Words, IReadOnlyList<QueryToken> Tokens)
{
    private const float CommonImportance = 0.2f;

    // The est of EST-2026-4711 tells little of what is asked for.
    private const float PartImportance = 0.3f;

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

            QueryToken taken = TokenOf(trimmed);
            tokens.Add(taken);
            foreach (QueryWord word in taken.Words)
            {
                words.TryAdd(word.Stem, word);
            }
        }

        return new SearchQuery(text, [.. words.Values], tokens);
    }

    private static QueryToken TokenOf(string token)
    {
        List<QueryWord> found = [];
        bool hasDigit = token.AsSpan().ContainsAnyInRange('0', '9');
        bool whole = true;
        var words = new WordReader(token, stackalloc char[WordReader.ScratchSize]);
        while (words.Read())
        {
            // The 10 of 10.0.0.5 says nothing by itself, the 137 of "exit code 137" does.
            whole &= words.Word.Length == token.Length;
            if (words.Kind is WordKind.Word or WordKind.Common || (words.Kind is WordKind.Number && whole))
            {
                float importance = words.Kind is WordKind.Common ? CommonImportance : 1;
                found.Add(new QueryWord(StableHash.Of(words.Stem), importance, OperatorVocabulary.Others(words.Stem)));
            }
        }

        if (hasDigit && !whole)
        {
            found = [.. found.Select(word => word with { Importance = word.Importance * PartImportance, Others = [] })];
        }

        return new QueryToken(token, found, hasDigit, whole);
    }
}

/// <param name="HasDigit">Perhaps a value rather than a word: an address, an id, a number.</param>
/// <param name="IsWhole">It is one word, and not several with signs between them.</param>
internal sealed record QueryToken(string Text, IReadOnlyList<QueryWord> Words, bool HasDigit, bool IsWhole);
