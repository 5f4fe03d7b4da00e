using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// Tells log lines that speak to whoever reads them, as lines do that try to command a language model. Such a line stays in
/// the pack for a person to read. A model is only told that it is there, and no claim may rest on it alone. A line that is
/// taken for one wrongly costs the model one example; plain code still reads it.
/// </summary>
public static partial class AddressedToReader
{
    public static bool Is(string message) => Command().IsMatch(message) || Role().IsMatch(message);

    /// <summary>Orders about instructions, prompts, rules and answers.</summary>
    [GeneratedRegex(
        """
        \b(?: ignore | disregard | forget | override | bypass | obey | follow )\b .{0,60}?
        \b(?: instructions? | prompts? | rules | guidelines | directives? | (?:everything|all|anything)\ (?:above|before) | system\ message )\b
        | \b(?: answer | respond | reply | say | state | report | conclude | output | write | tell | claim )\b .{0,40}?
        \b(?: verdict | healthy | nothing\ (?:was|is)\ wrong | no\ problem | exactly | the\ (?:user|operator|reader) | only\ (?:with|that|the) | likely[_ ]cause )\b
        | \b(?: you\ must | you\ should | you\ shall | you\ are\ to | your\ (?:task|instructions?|job|role) )\b
        | \b(?: new | updated | important ) \s (?: system\s )? (?: instructions? | directive | prompt ) \b
        | \b(?: note | message | attention | dear ) \s* (?: to | for )? \s* (?: the \s )? (?: ai | llm | assistant | model | chatbot ) \b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 200)]
    private static partial Regex Command();

    /// <summary>Marks by which conversations with models are written.</summary>
    [GeneratedRegex(
        """
        you\ are\ (?:now\ )?(?:an?\ |the\ )?(?:ai|assistant|helpful|expert|model|chatbot|system)
        | \bas\ an?\ (?:ai|language\ model|assistant)\b
        | <\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)
        | \[/?INST\] | <</?SYS>> | </?\s*(?:evidence|question|findings|system|instructions?)\b[^>]*>
        | (?:^|[\r\n])\s*(?:\#{2,}\s*)?(?:system|assistant|user|human)\s*:\s
        | \bBEGIN\ (?:SYSTEM|NEW)\ (?:PROMPT|INSTRUCTIONS)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 200)]
    private static partial Regex Role();
}
