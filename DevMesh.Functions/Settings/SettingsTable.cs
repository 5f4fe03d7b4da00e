using System.Text;

namespace DevMesh.Functions.Settings;

/// <summary>The settings as the table that docs/settings.md shows.</summary>
internal static class SettingsTable
{
    public static string Markdown()
    {
        StringBuilder table = new("| Setting | Default | Accepted | What it does |\n| --- | --- | --- | --- |\n");
        foreach (Setting each in Setting.All)
        {
            string absent = each.Required ? "required" : each.Default is null ? each.DefaultMeaning ?? "none" : $"`{each.Default}`";
            string file = GivenSetting.FileNameOf(each) is { } name ? $"; or `{name}`, a file that holds it" : "";
            table.Append($"| `{each.Name}` | {absent} | {each.Accepted} | {each.Meaning}{file} |\n");
        }

        return table.ToString();
    }
}
