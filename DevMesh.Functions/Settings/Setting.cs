using System.Reflection;

namespace DevMesh.Functions.Settings;

/// <summary>A declared setting: the property of <see cref="DevMeshSettings"/> and what its attribute says.</summary>
internal sealed class Setting
{
    private readonly PropertyInfo property;
    private readonly SettingAttribute declaration;
    private readonly SettingFormats.Parser parse;

    private Setting(PropertyInfo property, SettingAttribute declaration)
    {
        this.property = property;
        this.declaration = declaration;
        parse = SettingFormats.Of(property.PropertyType, declaration.Format);
        Accepted = SettingFormats.Describe(property.PropertyType, declaration);
    }

    /// <summary>All settings, in the order of their declaration.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        typeof(DevMeshSettings).GetProperties()
            .Select(each => (Property: each, Declaration: each.GetCustomAttribute<SettingAttribute>()))
            .Where(each => each.Declaration is not null)
            .Select(each => new Setting(each.Property, each.Declaration!))
            .ToList();

    public string Name => declaration.Name;

    public string Meaning => declaration.Meaning;

    public string? Default => declaration.Default;

    public string? DefaultMeaning => declaration.DefaultMeaning;

    public bool Required => declaration.Required;

    public bool Secret => declaration.Secret;

    /// <summary>What a value must look like, with its range.</summary>
    public string Accepted { get; }

    /// <summary>Puts the value that <paramref name="text"/> stands for into <paramref name="settings"/>.</summary>
    /// <returns>What is wrong with the text, or null.</returns>
    public string? Apply(DevMeshSettings settings, string text)
    {
        if (!parse(text, out object value))
        {
            return "is not that";
        }

        if (IsBeyond(value, declaration.Least, -1))
        {
            return "is too small";
        }

        if (IsBeyond(value, declaration.Most, 1))
        {
            return "is too large";
        }

        property.SetValue(settings, value);
        return null;
    }

    private bool IsBeyond(object value, string? bound, int side) =>
        bound is not null
        && parse(bound, out object limit)
        && Math.Sign(((IComparable)value).CompareTo(limit)) == side;
}
