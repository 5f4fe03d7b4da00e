using System.Security.Cryptography;
using System.Text;
using DevMesh.Shipper.Filtering.Config;

namespace DevMesh.Shipper.Filtering;

/// <summary>The rules of one file. The first rule that matches an entry decides; an entry that none matches is kept.</summary>
internal sealed class FilterRules
{
    private const string ResourceName = "filter_config.yaml";
    private const string KeepAll = "collapse_repeats: false\nrules: []\n";

    private static readonly Lazy<FilterRules> Shipped = new(() => Known(ReadResource()));
    private static readonly Lazy<FilterRules> Empty = new(() => Known(KeepAll));

    public FilterRules(string text, bool collapseRepeats, IReadOnlyList<FilterRule> rules)
    {
        Text = text;
        CollapseRepeats = collapseRepeats;
        Rules = rules;
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    /// <summary>The file that ships with the executable.</summary>
    public static FilterRules Default => Shipped.Value;

    /// <summary>Keeps everything, repeats included.</summary>
    public static FilterRules None => Empty.Value;

    public IReadOnlyList<FilterRule> Rules { get; }

    /// <summary>Whether an entry that says the same as the one kept before it is only counted.</summary>
    public bool CollapseRepeats { get; }

    /// <summary>The YAML that the rules were made of.</summary>
    public string Text { get; }

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of <see cref="Text"/>.</summary>
    public string Hash { get; }

    /// <summary>Reads rules; everything that is wrong is added to <paramref name="errors"/>, in the order of the text.</summary>
    /// <returns>Null if and only if something is wrong.</returns>
    public static FilterRules? Parse(string yaml, List<FilterError> errors)
    {
        List<FilterError> found = [];
        FilterRules? rules = new RulesReader(found).Read(yaml);
        errors.AddRange(found.OrderBy(each => (each.Line, each.Column)));
        return found.Count == 0 ? rules : null;
    }

    private static FilterRules Known(string yaml)
    {
        List<FilterError> errors = [];
        return Parse(yaml, errors) ?? throw new InvalidOperationException($"{ResourceName}: {string.Join("; ", errors)}");
    }

    private static string ReadResource()
    {
        using Stream resource = typeof(FilterRules).Assembly.GetManifestResourceStream(ResourceName)!;
        using StreamReader reader = new(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
