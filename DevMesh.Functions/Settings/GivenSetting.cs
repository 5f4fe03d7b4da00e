using System.Text;

namespace DevMesh.Functions.Settings;

/// <summary>
/// What was given for one setting: its text, and the name that it was given by. A secret may also be given as
/// <c>NAME_FILE</c>, the path of a file that holds it, so that it stands in no environment and in no list of processes.
/// </summary>
/// <param name="Name">The name to tell errors about.</param>
/// <param name="Text">Without white space around it; empty when nothing was given.</param>
/// <param name="Problem">What is wrong with how it was given, with what is accepted; null when nothing is.</param>
internal readonly record struct GivenSetting(string Name, string Text, string? Problem = null)
{
    private const string FileSuffix = "_FILE";

    /// <summary>More than any secret has; what is longer, or never ends, is another file than was meant.</summary>
    private const int MaxFileBytes = 64 * 1024;

    public bool IsFile => Name.EndsWith(FileSuffix, StringComparison.Ordinal);

    /// <summary>The name under which a file may be given for the setting; null for one that is no secret.</summary>
    public static string? FileNameOf(Setting setting) => setting.Secret ? setting.Name + FileSuffix : null;

    public static GivenSetting Of(Setting setting, IReadOnlyDictionary<string, string> values)
    {
        string text = values.GetValueOrDefault(setting.Name, "").Trim();
        if (FileNameOf(setting) is not { } name || values.GetValueOrDefault(name, "").Trim() is not { Length: > 0 } path)
        {
            return new GivenSetting(setting.Name, text);
        }

        return text.Length == 0
            ? Read(name, path, setting)
            : new GivenSetting(name, "", $"{setting.Name} is given, too; accepted: one of the two");
    }

    private static GivenSetting Read(string name, string path, Setting setting)
    {
        string accepted = $"accepted: the path of a file that holds {setting.Name}";
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[MaxFileBytes + 1];
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read > MaxFileBytes)
            {
                return new GivenSetting(name, "", $"'{path}' has more than {MaxFileBytes} bytes; {accepted}");
            }

            string text = Encoding.UTF8.GetString(bytes, 0, read).Trim();
            return text.Length > 0
                ? new GivenSetting(name, text)
                : new GivenSetting(name, "", $"'{path}' is empty; {accepted}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new GivenSetting(name, "", $"'{path}' cannot be read ({e.Message}); {accepted}");
        }
    }
}
