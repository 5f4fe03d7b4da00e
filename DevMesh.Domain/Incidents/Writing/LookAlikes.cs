using System.Globalization;
using System.Text;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// Text as it looks, in plain Latin letters: a word must not get past a comparison by a letter of another alphabet that looks
/// the same, by an accent, or by a character that nobody sees. Done by a table, because the process has no data of a culture.
/// </summary>
internal static class LookAlikes
{
    /// <summary>Tags and the variation selectors beyond the usual sixteen: models read text in them, people see none.</summary>
    private const int FirstHidden = 0xE0000;
    private const int LastHidden = 0xE01EF;

    /// <summary>Each Latin letter, and what looks like it or is it with a mark.</summary>
    private static readonly Dictionary<int, char> Latin = Table(
        "aàáâãäåāăąǎаαɑᴀ", "bƀьвʙ", "cçćĉċčсᴄϲ", "dďđԁᴅ", "eèéêëēĕėęěеєεᴇ", "fƒꜰ", "gĝğġģɡɢ", "hĥħһнʜ", "iìíîïĩīĭįıіιїɪ", "jĵјᴊ",
        "kķкκᴋ", "lĺļľŀłʟӏ", "mмᴍ", "nñńņňŉոпηɴ", "oòóôõöøōŏőоοσօᴏ", "pрρᴘ", "qԛ", "rŕŗřгʀ", "sśŝşšșѕꜱ", "tţťŧțтτᴛ",
        "uùúûüũūŭůűųυսᴜ", "vνѵᴠ", "wŵԝωᴡ", "xхχ", "yýÿŷуүγʏ", "zźżžᴢ");

    /// <summary>Whether it has text that is there for a machine only.</summary>
    public static bool HideText(string text) => text.EnumerateRunes().Any(rune => rune.Value is >= FirstHidden and <= LastHidden);

    /// <summary>Without characters that take no room, such as one of zero width or a mark of direction.</summary>
    public static string Visible(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        StringBuilder visible = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format))
        {
            visible.Append(rune);
        }

        return visible.ToString();
    }

    /// <summary>Each letter that looks Latin as the Latin one, a small one where it was another; the rest as it is.</summary>
    public static string ToLatin(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        StringBuilder latin = new(text.Length);
        bool isAfterLatin = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
            if (isMark && isAfterLatin)
            {
                continue;
            }

            Rune plain = Plain(rune);
            latin.Append(plain);
            isAfterLatin = plain.IsAscii;
        }

        return latin.ToString();
    }

    private static Rune Plain(Rune rune) => rune.Value switch
    {
        >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - 0xFF01 + '!'), // full width
        >= 0x1D400 and <= 0x1D6A3 => Letter((rune.Value - 0x1D400) % 52), // mathematical: bold, script, Fraktur…
        >= 0x1D7CE and <= 0x1D7FF => new Rune('0' + ((rune.Value - 0x1D7CE) % 10)),
        >= 0x24B6 and <= 0x24E9 => Letter(rune.Value - 0x24B6), // in circles
        >= 0x1F130 and <= 0x1F149 => Letter(rune.Value - 0x1F130), // in squares
        >= 0x1F150 and <= 0x1F169 => Letter(rune.Value - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => Letter(rune.Value - 0x1F170),
        _ => Latin.TryGetValue(Rune.ToLowerInvariant(rune).Value, out char letter) ? new Rune(letter) : rune,
    };

    /// <param name="index">A to Z, then a to z.</param>
    private static Rune Letter(int index) => new((char)(index < 26 ? 'A' + index : 'a' + index - 26));

    private static Dictionary<int, char> Table(params string[] rows) => rows
        .SelectMany(row => row[1..].EnumerateRunes().Select(rune => (rune.Value, Letter: row[0])))
        .ToDictionary(each => each.Value, each => each.Letter);
}
