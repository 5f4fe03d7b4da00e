using System.CommandLine;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper;

/// <summary>Reads settings; what is wrong with one becomes a line that says what it is and what it must be.</summary>
internal sealed class OptionReader(ParseResult parsed, Func<string, string?> environment, List<string> errors)
{
    public string? Text(Setting setting) => setting.Of(parsed, environment);

    public string Checked(Setting setting, Func<string, bool> isValid, string accepted)
    {
        string? text = Text(setting);
        if (text is null || !isValid(text))
        {
            Refuse(setting, text, accepted);
        }

        return text ?? "";
    }

    public Uri Server(Setting setting)
    {
        string? text = Text(setting);
        if (Uri.TryCreate(text?.TrimEnd('/') + "/", UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        Refuse(setting, text, "the address of the DevMesh server, such as http://monitoring-vm:8000");
        return new Uri("http://invalid/");
    }

    public JournalStart Start(Setting setting, JournalStart otherwise)
    {
        string? text = Text(setting);
        if (text is null)
        {
            return otherwise;
        }

        if (JournalStart.Parse(text) is { } start)
        {
            return start;
        }

        Refuse(setting, text, JournalStart.Accepted);
        return otherwise;
    }

    public int Number(Setting setting, int least, int most, int otherwise)
    {
        string? text = Text(setting);
        if (text is null)
        {
            return otherwise;
        }

        if (int.TryParse(text, out int value) && value >= least && value <= most)
        {
            return value;
        }

        Refuse(setting, text, $"a whole number from {least} to {most}");
        return otherwise;
    }

    /// <returns>The key in the file; null when no file is named.</returns>
    public string? KeyFile(Setting setting)
    {
        if (Text(setting) is not { } file)
        {
            return null;
        }

        try
        {
            string key = File.ReadAllText(file).Trim();
            if (key.Length > 0 && key.All(each => each is > ' ' and <= '~'))
            {
                return key;
            }

            errors.Add($"{setting.Option.Name} {file} holds no key; it must be one line of printable ASCII");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{setting.Option.Name} {file} cannot be read: {e.Message}");
        }

        return null;
    }

    private void Refuse(Setting setting, string? text, string accepted) => errors.Add(text is null
        ? $"{setting.Option.Name} (or {setting.Variable}) is missing; it must be {accepted}"
        : $"{setting.Option.Name} (or {setting.Variable}) is '{text}'; it must be {accepted}");
}
