using System.Reflection;

namespace DevMesh.Functions.Settings;

/// <summary>A declared setting: the property of <see cref="DevMeshSettings"/> and what its attribute says.</summary>
internal sealed class Setting
{
    private readonly PropertyInfo _property;
    private readonly SettingAttribute _declaration;
    private readonly SettingFormats.Parser _parse;

    private Setting(PropertyInfo property, SettingAttribute declaration)
    {
        _property = property;
        _declaration = declaration;
        _parse = SettingFormats.Of(property.PropertyType, declaration.Format);
        Accepted = SettingFormats.Describe(property.PropertyType, declaration);
    }

    /// <summary>All settings, in the order of their declaration.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        typeof(DevMeshSettings).GetProperties()
            .Select(each => (Property: each, Declaration: each.GetCustomAttribute<SettingAttribute>()))
            .Where(each => each.Declaration is not null)
            .Select(each => new Setting(each.Property, each.Declaration!))
            .ToList();

    public string Name => _declaration.Name;

    public string Meaning => _declaration.Meaning;

    public string? Default => _declaration.Default;

    public string? DefaultMeaning => _declaration.DefaultMeaning;

    public bool Required => _declaration.Required;

    public bool Secret => _declaration.Secret;

    /// <summary>What a value must look like, with its range.</summary>
    public string Accepted { get; }

    /// <summary>Puts the value that <paramref name="text"/> stands for into <paramref name="settings"/>.</summary>
    /// <returns>What is wrong with the text, or null.</returns>
    public string? Apply(DevMeshSettings settings, string text)
    {
        if (!_parse(text, out object value))
        {
            return "is not that";
        }

        if (IsBeyond(value, _declaration.Least, -1))
        {
            return "is too small";
        }

        if (IsBeyond(value, _declaration.Most, 1))
        {
            return "is too large";
        }

        _property.SetValue(settings, value);
        return null;
    }

    private bool IsBeyond(object value, string? bound, int side) =>
        bound is not null
        && _parse(bound, out object limit)
        && Math.Sign(((IComparable)value).CompareTo(limit)) == side;
}
