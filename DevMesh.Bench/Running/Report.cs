using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace DevMesh.Bench.Running;

/// <summary>What a benchmark says: a table for people and, when asked for, one flat JSON object as the last line.</summary>
internal sealed class Report
{
    private const int WidthOfFile = 200; // nothing is wrapped there

    private readonly Table _table;
    private readonly JsonObject _json = [];

    public Report(string title)
        : this(title, "what", "figure")
    {
    }

    public Report(string title, params string[] columns) =>
        _table = new Table().Title(Markup.Escape(title)).Border(TableBorder.Rounded).AddColumns(columns);

    /// <param name="key">The member of the JSON object; null for a line that only people read.</param>
    public Report Add(string what, string? key, double figure, string unit = "", int digits = 0)
    {
        AddRow(what, $"{figure.ToString($"N{digits}")} {unit}".TrimEnd());
        return key is null ? this : AddKey(key, figure, digits);
    }

    /// <summary>A row of a table with columns of its own, for people only.</summary>
    public Report AddRow(params string[] cells)
    {
        _table.AddRow([.. cells.Select(Markup.Escape)]);
        return this;
    }

    /// <summary>A member of the JSON object only.</summary>
    public Report AddKey(string key, double figure, int digits = 0)
    {
        _json[key] = Math.Round(figure, Math.Max(digits, 3));
        return this;
    }

    /// <summary>What could not be measured: a line of text, and null in the JSON object.</summary>
    public Report AddAbsent(string what, string key, string reason)
    {
        _table.AddRow(Markup.Escape(what), Markup.Escape(reason));
        _json[key] = null;
        return this;
    }

    /// <summary>The keys and their figures, in one line.</summary>
    public string Json => _json.ToJsonString(new JsonSerializerOptions { WriteIndented = false });

    public void Print(bool json)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthOfFile;
        }

        AnsiConsole.Write(_table);
        if (json)
        {
            Console.WriteLine(Json);
        }
    }

    /// <summary>Says on standard error what goes on.</summary>
    public static void Progress(string text) => Console.Error.WriteLine(text);
}
