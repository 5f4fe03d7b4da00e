using System.Text;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// Tells log lines that speak to whoever reads them, as lines do that try to command a language model. Such a line stays in
/// the pack for a person to read. A model is only told that it is there, and no claim may rest on it alone. A line that is
/// taken for one wrongly costs the model one example; plain code still reads it. It is a hurdle and no wall: other words,
/// other languages and codes get past it, which is why a model's answer is checked whatever it has read.
/// </summary>
public static partial class AddressedToReader
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    private const int LongestMs = 1000;

    public static bool Is(string message)
    {
        string visible = LookAlikes.Visible(message);
        string latin = LookAlikes.ToLatin(visible);
        try
        {
            return LookAlikes.HideText(message)
                || Command().IsMatch(latin)
                || Role().IsMatch(latin)
                || Translated().IsMatch(latin)
                || InOtherScripts().IsMatch(visible)
                || Scattered().IsMatch(Letters(latin, withDigits: false))
                || Scattered().IsMatch(Letters(latin, withDigits: true));
        }
        catch (RegexMatchTimeoutException)
        {
            return true; // no program logs by accident what takes so long
        }
    }

    /// <summary>The letters alone, so that blanks, hyphens or underscores within words hide nothing.</summary>
    /// <param name="withDigits">Digits and signs count as the letters that they are drawn like.</param>
    private static string Letters(string text, bool withDigits)
    {
        const string signs = "0134578@$!";
        const string drawn = "oieastbasi";
        StringBuilder letters = new(text.Length);
        foreach (char each in text)
        {
            if (char.IsAsciiLetter(each))
            {
                letters.Append(char.ToLowerInvariant(each));
            }
            else if (withDigits && signs.IndexOf(each, StringComparison.Ordinal) is var at and >= 0)
            {
                letters.Append(drawn[at]);
            }
        }

        return letters.ToString();
    }

    /// <summary>Orders about instructions, prompts, rules and answers.</summary>
    [GeneratedRegex(
        """
        \b(?: ignore | disregard | forget | override | bypass | obey )\b .{0,60}?
        \b(?: instructions? | prompts? | guidelines | (?:everything|all|anything)\ (?:above|before) | system\ message
            | (?:all|any|the|your|my|these|those|previous|prior|earlier)\ (?:\w+\ ){0,2} (?:rules|directives?) )\b
        | \bfollow\ (?:these|my|the\ (?:new|following))\ instructions?\b
        | \b(?: answer | respond | reply | say | conclude )\b .{0,40}?
        \b(?: verdict | healthy | nothing\ (?:was|is)\ wrong | no\ problem | exactly | the\ (?:user|operator|reader)
            | only\ (?:with|that|the) | likely[_ ]cause )\b
        | \b(?: state | report | output | write | tell | claim )\b .{0,40}?
        \b(?: verdict | nothing\ (?:was|is)\ wrong | the\ (?:user|operator|reader) | likely[_ ]cause )\b
        | \b(?: state | report | output | write | tell | claim | mark )\ (?: that | it | everything | all | this | only )\b
        .{0,40}? \b(?: healthy | fine | no\ problems? )\b
        | \byou\ (?: must | should | shall | will | are\ to ) (?:\ (?:not|now|always|only|never)){0,2}
        \ (?: answer | respond | reply | say | ignore | disregard | forget | obey | conclude | claim | pretend | recommend
            | advise | output )\b
        | \byour\ (?:task|instructions?|role)\ (?:is|are)\b
        | \b(?: new | updated | important ) \s (?: system\s )? (?: instructions? | directive | prompt ) \b
        | \b(?: note | message | attention | dear ) \s* (?: to | for )? \s* (?: the \s )?
        (?: ai | llm | assistant | model | chatbot ) \b
        """,
        Options,
        LongestMs)]
    private static partial Regex Command();

    /// <summary>Marks by which conversations with models are written.</summary>
    [GeneratedRegex(
        """
        \byou\ are\ (?:now\ )?(?:an?\ |the\ )?(?:ai|assistant|helpful|expert|language\ model|model|chatbot|system)\b
        | \bas\ an?\ (?:ai|language\ model|assistant)\b
        | <\|\s*\w | <(?:start|end)_of_turn> | <</?SYS>>
        | \[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]
        | </?\s*(?:evidence|question|findings|instructions?|data-[0-9a-f]+)\s*>
        | (?:^|[\r\n])\s*(?:\#{2,}\s*(?:system|user|instructions?)|(?:\#{2,}\s*)?(?:assistant|human))\s*:\s
        | \bBEGIN\ (?:SYSTEM|NEW)\ (?:PROMPT|INSTRUCTIONS)\b
        """,
        Options,
        LongestMs)]
    private static partial Regex Role();

    /// <summary>The plainest of these orders in other languages of Latin letters, without their accents.</summary>
    [GeneratedRegex(
        """
        \b(?: ignorier\w* | vergiss | missachte\w* )\b .{0,60}? \b(?: anweisung\w* | vorgaben | regeln | befehle )\b
        | \b(?: ignore[sz]? | ignorer | oublie[sz]? | oublier )\b .{0,60}? \b(?: instructions? | consignes )\b
        | \b(?: ignor[aeo]\w* | olvid\w+ | esquec\w+ | desconsider\w+ | dimentic\w+ )\b .{0,60}?
        \b(?: instruccion(?:es)? | instruc(?:ao|oes) | istruzion[ei] | ordenes | ordens | reglas | regras | regole )\b
        | \b(?: negeer\w* | vergeet )\b .{0,60}? \b(?: instructies | opdrachten | regels )\b
        | \b(?: z?ignoruj\w* | zapomnij )\b .{0,60}? \b(?: instrukcj\w+ | polecen\w+ )\b
        | \b(?: talimat\w* | komut\w* )\b .{0,40}? \b(?: yok\ say\w* | unut\w* | gormezden )\b
        """,
        Options,
        LongestMs)]
    private static partial Regex Translated();

    [GeneratedRegex(
        """
        (?: игнорируй | забудь ) .{0,60}? (?: инструкц | указани | правил | команд )
        | (?: 忽略 | 无视 | 無視 | 忽視 | 忘记 | 忘記 ) .{0,20}? (?: 指令 | 指示 | 说明 | 提示 | 规则 | 命令 | 内容 )
        | (?: 指示 | 命令 | 指令 | プロンプト | ルール ) .{0,12}? (?: 無視 | 忘れ )
        | (?: 지시 | 명령 | 프롬프트 ) .{0,12}? (?: 무시 | 잊 )
        | (?: تجاهل | انس ) .{0,40}? (?: تعليمات | الأوامر )
        """,
        Options,
        LongestMs)]
    private static partial Regex InOtherScripts();

    /// <summary>Orders of many letters, in a text of which nothing but the letters is left.</summary>
    [GeneratedRegex(
        """
        (?: ignore | disregard | forget | override | bypass )
        (?: all | any | every | the | your | my | these | those | of
            | previous | prior | earlier | preceding | above | former | other | system )+
        (?: instruction | prompt | guideline | directive | rule )
        | (?: ignore | disregard | forget ) (?: everything | all | anything ) (?: above | before )
        | verdict (?: is | as | to | be | must | should )* (?: healthy | explained | inconclusive )
        | (?: say | answer | conclude ) (?: that | with | it | all | everything | is | was | the | system )*
        (?: healthy | nothing(?:was|is)wrong )
        | youarenow (?: an? | the )? (?: ai | assistant | languagemodel | chatbot | helpful )
        | asanailanguagemodel
        """,
        Options,
        LongestMs)]
    private static partial Regex Scattered();
}
