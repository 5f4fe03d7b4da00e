namespace DevMesh.Bench.Explain.Scenarios;

/// <summary>The scenarios that are compiled in. Which ones are held back stood fixed before any of them was run.</summary>
internal static class ScenarioSet
{
    public static IReadOnlyList<Scenario> All { get; } = [.. Load("open.txt", heldBack: false),
        .. Load("held.txt", heldBack: true)];

    /// <summary>Of other hands; the code was looked at with these after they were run.</summary>
    public static IReadOnlyList<Scenario> Others { get; } = Load("others.txt", heldBack: false);

    /// <summary>Of another hand; only how many are answered rightly is looked at.</summary>
    public static IReadOnlyList<Scenario> Blind { get; } = Load("blind.txt", heldBack: true);

    /// <summary>Scenarios of somebody's own; open.txt says how they are written.</summary>
    /// <exception cref="FormatException">A line is not of the form; the message names it.</exception>
    public static IReadOnlyList<Scenario> LoadFile(string path)
    {
        using TextReader reader = File.OpenText(path);
        return ScenarioReader.Read(path, reader, heldBack: false);
    }

    private static IReadOnlyList<Scenario> Load(string file, bool heldBack)
    {
        using TextReader reader = Chatter.Open(file);
        return ScenarioReader.Read(file, reader, heldBack);
    }
}
