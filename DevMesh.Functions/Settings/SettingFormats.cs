using System.Data.Common;
using System.Globalization;
using System.Net;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Retention;
using NCrontab;

namespace DevMesh.Functions.Settings;

/// <summary>How the text of a setting becomes a value, by the type of its property.</summary>
internal static class SettingFormats
{
    /// <summary>What must be said to be open to everybody.</summary>
    public const string OpenAccessConsent = "yes-anyone-may-read-and-write";

    public delegate bool Parser(string text, out object value);

    public static Parser Of(Type type, SettingFormat format) => format switch
    {
        SettingFormat.Bytes => TryBytes,
        SettingFormat.Schedule => TrySchedule,
        SettingFormat.ConnectionString => TryConnectionString,
        SettingFormat.OpenAccess => TryConsent,
        _ when type == typeof(string) => TryText,
        _ when type == typeof(int) || type == typeof(int?) => TryInteger,
        _ when type == typeof(bool) => TryFlag,
        _ when type == typeof(TimeSpan) || type == typeof(TimeSpan?) => TryDuration,
        _ when type == typeof(Uri) => TryUrl,
        _ when type == typeof(IPAddress) => TryAddress,
        _ when type == typeof(IReadOnlyList<string>) => TryNodes,
        _ when type == typeof(IReadOnlyList<RetentionOverride>) => TryRetention,
        _ when type == typeof(IReadOnlyList<IPNetwork>) => TryNetworks,
        _ => throw new NotSupportedException($"a setting cannot be of type {type.Name}"),
    };

    public static string Describe(Type type, SettingAttribute declaration)
    {
        string form = declaration.Format switch
        {
            SettingFormat.Bytes => "bytes, or a number with KiB, MiB or GiB",
            SettingFormat.Schedule => "six cron fields: second minute hour day month weekday",
            SettingFormat.ConnectionString => "key=value pairs separated by semicolons",
            SettingFormat.OpenAccess => OpenAccessConsent,
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(TimeSpan) || type == typeof(TimeSpan?) => "a duration such as 500ms, 2s, 25m, 1h or 00:00:30",
            _ when type == typeof(Uri) => "an absolute http or https URL",
            _ when type == typeof(IPAddress) => "an IP address",
            _ when type == typeof(IReadOnlyList<string>) => $"names of {NodeName.Accepted}, separated by commas",
            _ when type == typeof(IReadOnlyList<RetentionOverride>) => RetentionOverride.Accepted,
            _ when type == typeof(IReadOnlyList<IPNetwork>) =>
                "IP addresses and networks such as 10.0.0.0/8, separated by commas",
            _ => declaration.Unit is null ? "a whole number" : $"a whole number of {declaration.Unit}",
        };
        return declaration.Least is null ? form : $"{form}; {declaration.Least} to {declaration.Most}";
    }

    private static bool TryText(string text, out object value)
    {
        value = text;
        return true;
    }

    private static bool TryInteger(string text, out object value)
    {
        bool read = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        value = number;
        return read;
    }

    private static bool TryFlag(string text, out object value)
    {
        bool read = bool.TryParse(text, out bool flag);
        value = flag;
        return read;
    }

    private static bool TryDuration(string text, out object value)
    {
        bool read = Durations.TryParse(text, out TimeSpan duration);
        value = duration;
        return read;
    }

    private static bool TryBytes(string text, out object value)
    {
        value = 0L;
        int shift = 0;
        foreach ((string suffix, int power) in new[] { ("KiB", 10), ("MiB", 20), ("GiB", 30) })
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                (text, shift) = (text[..^suffix.Length].TrimEnd(), power);
                break;
            }
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || number > long.MaxValue >> shift)
        {
            return false;
        }

        value = number << shift;
        return true;
    }

    private static bool TryUrl(string text, out object value)
    {
        bool read = Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && url.Scheme is "http" or "https"
            && url.Host.Length > 0;
        value = url!;
        return read;
    }

    private static bool TryAddress(string text, out object value)
    {
        bool read = IPAddress.TryParse(text, out IPAddress? address);
        value = address!;
        return read;
    }

    private static bool TryNodes(string text, out object value)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        value = names.Distinct(StringComparer.Ordinal).ToArray();
        return names.All(NodeName.IsValid);
    }

    private static bool TryRetention(string text, out object value)
    {
        bool read = RetentionOverride.TryParseAll(text, out IReadOnlyList<RetentionOverride>? overrides);
        value = overrides!;
        return read;
    }

    private static bool TryNetworks(string text, out object value)
    {
        List<IPNetwork> networks = [];
        value = networks;
        foreach (string each in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(each, out IPAddress? address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else if (IPNetwork.TryParse(each, out IPNetwork network))
            {
                networks.Add(network);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryConsent(string text, out object value)
    {
        value = true;
        return text == OpenAccessConsent;
    }

    private static bool TrySchedule(string text, out object value)
    {
        value = text;
        return CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is not null;
    }

    private static bool TryConnectionString(string text, out object value)
    {
        value = text;
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text }.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
