using System.Text.Json;

namespace DevMesh.Shipper.Shipping;

/// <summary>Keeps the position in the state directory, and the filter rules that its pending batches were made by.</summary>
internal sealed class PositionFile(string directory)
{
    private const string RulesPrefix = "rules-";

    private readonly string _path = Path.Combine(directory, "position.json");

    /// <summary>Null on the first start, when there is no position yet.</summary>
    /// <exception cref="JsonException">The file is there and holds no position.</exception>
    public Position? Load()
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(_path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        Position position = JsonSerializer.Deserialize(content, PositionJson.Default.Position)
                            ?? throw new JsonException("it holds null");
        // Neither a missing list nor a null in one is kept out by the annotations.
        bool isWhole = position is { Pending: not null, Gaps: not null }
                       && !position.Pending.Contains(null) && !position.Gaps.Contains(null);
        return isWhole ? position : throw new JsonException("pending or gaps is missing or holds null");
    }

    /// <summary>Puts a file that <see cref="Load"/> could not read out of the way, and says where.</summary>
    public string SetAside()
    {
        string bad = _path + ".bad";
        File.Move(_path, bad, overwrite: true);
        return bad;
    }

    /// <summary>On return the position is on disk.</summary>
    public void Save(Position position) =>
        AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(position, PositionJson.Default.Position));

    /// <summary>Keeps rules under their hash, to be there before a pending batch names them.</summary>
    public void KeepRules(string hash, string text)
    {
        string path = RulesPath(hash);
        if (!File.Exists(path))
        {
            AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(text));
        }
    }

    /// <returns>Null when no rules of this hash were kept.</returns>
    public string? FindRules(string hash)
    {
        string path = RulesPath(hash);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Deletes all kept rules but those of the hashes given.</summary>
    public void ForgetRules(IReadOnlyCollection<string> except)
    {
        HashSet<string> kept = [.. except.Select(RulesPath)];
        foreach (string path in Directory.EnumerateFiles(directory, RulesPrefix + "*").Where(path => !kept.Contains(path)))
        {
            File.Delete(path);
        }
    }

    private string RulesPath(string hash) => Path.Combine(directory, $"{RulesPrefix}{hash}.yaml");
}
