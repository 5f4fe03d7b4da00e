namespace DevMesh.Bench.Quality;

/// <summary>Reads the judged questions that are compiled in; judged.txt says how they are written.</summary>
internal static class JudgedSet
{
    private const int HeldBackEvery = 3;

    public static IReadOnlyList<JudgedQuestion> All { get; } = Load();

    /// <exception cref="FormatException">A line is not of the form; the message names it.</exception>
    public static IReadOnlyList<JudgedQuestion> Read(TextReader text)
    {
        List<JudgedQuestion> questions = [];
        Dictionary<QuestionGroup, int> counts = [];
        QuestionGroup? group = null;
        List<Judgement> judgements = [];
        int number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line is ['[', .. var name, ']'] && Enum.TryParse(name, ignoreCase: true, out QuestionGroup found))
            {
                group = found;
                continue;
            }

            string rest = line.Length > 2 && line[1] == ' ' ? line[2..] : "";
            switch (line[0], rest.Length > 0)
            {
                case ('?', true) when group is { } of:
                    int place = counts[of] = counts.GetValueOrDefault(of) + 1;
                    judgements = [];
                    questions.Add(new JudgedQuestion(of, rest, Value: null, judgements, HeldBack: place % HeldBackEvery == 0));
                    break;
                case ('!', true) when questions.Count > 0:
                    questions[^1] = questions[^1] with { Value = rest };
                    break;
                case ('+', true) when questions.Count > 0:
                    judgements.Add(new Judgement(rest, Gain: 2));
                    break;
                case ('~', true) when questions.Count > 0:
                    judgements.Add(new Judgement(rest, Gain: 1));
                    break;
                default:
                    throw new FormatException($"judged.txt, line {number}: accepted are [group], and after a group '? ', '! ', '+ ' and '~ ' with a text");
            }
        }

        return questions;
    }

    private static IReadOnlyList<JudgedQuestion> Load()
    {
        using StreamReader reader = new(typeof(JudgedSet).Assembly.GetManifestResourceStream("judged.txt")!);
        return Read(reader);
    }
}
