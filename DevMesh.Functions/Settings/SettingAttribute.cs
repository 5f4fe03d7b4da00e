namespace DevMesh.Functions.Settings;

/// <summary>
/// Declares a setting on the property that holds it. What stands here is the whole truth about it: the reader, the
/// warnings for misspelt names, docs/settings.md and local.settings.sample.json all follow it.
/// </summary>
/// <param name="name">The environment variable, or the name under "Values" in local.settings.json.</param>
/// <param name="meaning">What it does, in one sentence without an end point.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string name, string meaning) : Attribute
{
    public string Name { get; } = name;

    public string Meaning { get; } = meaning;

    /// <summary>The value when it is absent, as one would write it. Without one the property must be nullable or required.</summary>
    public string? Default { get; init; }

    /// <summary>Said in the docs in place of a default that is found elsewhere.</summary>
    public string? DefaultMeaning { get; init; }

    /// <summary>The least value accepted, as one would write it.</summary>
    public string? Least { get; init; }

    /// <summary>The greatest value accepted, as one would write it.</summary>
    public string? Most { get; init; }

    public string? Unit { get; init; }

    /// <summary>What the text must look like, where the property's type does not say it.</summary>
    public SettingFormat Format { get; init; }

    public bool Required { get; init; }

    /// <summary>Whether the value must never be shown.</summary>
    public bool Secret { get; init; }
}

internal enum SettingFormat
{
    /// <summary>As the property's type says.</summary>
    OfType = 0,

    /// <summary>A number of bytes, with KiB, MiB or GiB after it or without.</summary>
    Bytes,

    /// <summary>Six cron fields.</summary>
    Schedule,

    /// <summary>Key=value pairs, separated by semicolons.</summary>
    ConnectionString,

    /// <summary>One phrase, which nobody writes by mistake.</summary>
    OpenAccess,
}
