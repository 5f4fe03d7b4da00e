using System.Globalization;
using System.Text;

namespace DevMesh.Bench.Traffic;

/// <summary>Writes a value into a message.</summary>
internal delegate void Slot(Draw draw, StringBuilder text);

/// <summary>The slots that patterns may name.</summary>
internal static class Slots
{
    // The same value within one episode.
    private static readonly Dictionary<string, Func<Draw, string>> OfEpisode = new(StringComparer.Ordinal)
    {
        ["user"] = draw => draw.User,
        ["attacker"] = draw => draw.Attacker,
        ["lan"] = draw => draw.Lan,
        ["wan"] = draw => draw.Wan,
        ["port"] = draw => draw.Port,
        ["session"] = draw => draw.Session,
        ["node"] = draw => draw.Node.Name,
        ["self"] = draw => draw.Node.Address,
        ["peer"] = draw => draw.Peer,
        ["cname"] = draw => draw.Container.Name,
        ["cid"] = draw => draw.Container.Id[..12],
        ["cid64"] = draw => draw.Container.Id,
        ["image"] = draw => draw.Container.Image,
        ["unit"] = draw => draw.Unit.Name,
        ["what"] = draw => draw.Unit.Description,
        ["model"] = draw => draw.Model,
        ["disk"] = draw => draw.Disk,
        ["db"] = draw => draw.Database,
        ["table"] = draw => draw.Table,
        ["uuid"] = draw => draw.Uuid,
        ["veth"] = draw => draw.Veth,
        ["blob"] = draw => draw.Blob,
        ["pid"] = draw => draw.Pid.ToString(CultureInfo.InvariantCulture),
    };

    /// <exception cref="FormatException">There is no such slot.</exception>
    public static Slot Find(string slot)
    {
        int colon = slot.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? slot : slot[..colon];
        string argument = colon < 0 ? "" : slot[(colon + 1)..];
        if (OfEpisode.TryGetValue(name, out Func<Draw, string>? value))
        {
            int width = argument.Length > 0 ? Number(argument) : 0;
            return (draw, text) => text.Append(value(draw).PadLeft(width));
        }

        return Drawn(name, argument) ?? throw new FormatException($"there is no slot {{{slot}}}");
    }

    // Another value each time.
    private static Slot? Drawn(string name, string argument) => name switch
    {
        "int" => Int(Range(argument)),
        "hex" => Hex(Number(argument)),
        "key" => Key(Number(argument)),
        "dec" => Decimal(Range(argument)),
        "go" => GoDuration(Range(argument), 0),
        "go13" => GoDuration(Range(argument), 13),
        "one" => One(argument.Split('|')),
        "mac" => (draw, text) => Mac(draw, text),
        "t" => (draw, text) => text.Append(draw.Now.ToString(argument, CultureInfo.InvariantCulture)),
        "ns" => (draw, text) => text.Append(draw.Dice.Between(100, 999)),
        _ => null,
    };

    private static Slot Int((long Least, long Most) range) =>
        (draw, text) => text.Append(draw.Dice.Between(range.Least, range.Most));

    private static Slot Hex(int length) => (draw, text) => text.Append(draw.Hex(length));

    // Letters of base64, as in fingerprints.
    private static Slot Key(int length) => (draw, text) =>
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < length; i++)
        {
            text.Append(Letters[draw.Dice.Below(Letters.Length)]);
        }
    };

    // A number in thousandths, written with its decimals.
    private static Slot Decimal((long Least, long Most) range) => (draw, text) =>
    {
        long value = draw.Dice.Between(range.Least, range.Most);
        text.Append(value / 1000).Append('.').Append((value % 1000).ToString("D3", CultureInfo.InvariantCulture));
    };

    // A number of microseconds as Go prints a duration.
    private static Slot GoDuration((long Least, long Most) range, int width) => (draw, text) =>
    {
        long micros = draw.Dice.Between(range.Least, range.Most);
        long nanos = draw.Dice.Between(0, 999);
        (decimal value, string unit) = micros switch
        {
            < 1_000 => (micros + (nanos / 1000m), "µs"),
            < 1_000_000 => ((micros / 1_000m) + (nanos / 1_000_000m), "ms"),
            _ => ((micros / 1_000_000m) + (nanos / 1_000_000_000m), "s"),
        };
        text.Append((value.ToString("0.#########", CultureInfo.InvariantCulture) + unit).PadLeft(width));
    };

    private static Slot One(string[] values) => (draw, text) => text.Append(draw.Dice.Pick<string>(values));

    private static void Mac(Draw draw, StringBuilder text)
    {
        text.Append("bc:24:11");
        for (int i = 0; i < 3; i++)
        {
            text.Append(':').Append(draw.Hex(2));
        }
    }

    private static (long Least, long Most) Range(string argument)
    {
        string[] ends = argument.Split('-');
        return (long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture));
    }

    private static int Number(string argument) => int.Parse(argument, CultureInfo.InvariantCulture);
}
