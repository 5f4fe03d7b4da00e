using System.Text;

namespace DevMesh.Shipper.Journal;

/// <summary>What the shipper does with a field of the journal.</summary>
internal enum FieldRole : byte
{
    /// <summary>Only sent along, if it is one of the fields that are.</summary>
    None,
    Message,
    Priority,
    Unit,
    Identifier,
    Comm,
    Cursor,
    Realtime,
}

/// <param name="Name">ASCII, as the journal writes it.</param>
/// <param name="Shipped">Goes into <c>fields</c> of the wire entry.</param>
/// <param name="Index">0 to 63, different for each field of a table.</param>
internal sealed record JournalField(byte[] Name, FieldRole Role, bool Shipped, int Index)
{
    /// <summary>The name and the equals sign, as the journal keeps a field.</summary>
    public byte[] Prefix { get; } = [.. Name, (byte)'='];
}

/// <summary>
/// The fields that matter, found by name without making a string: a machine writes some thirty fields per entry, and the
/// shipper looks at ten of them.
/// </summary>
internal sealed class FieldTable
{
    private const int LongestName = 64; // journald's own limit (systemd.journal-fields(7))

    private static readonly (string Name, FieldRole Role)[] Roles =
    [
        ("MESSAGE", FieldRole.Message),
        ("PRIORITY", FieldRole.Priority),
        ("_SYSTEMD_UNIT", FieldRole.Unit),
        ("SYSLOG_IDENTIFIER", FieldRole.Identifier),
        ("_COMM", FieldRole.Comm),
        ("__CURSOR", FieldRole.Cursor),
        ("__REALTIME_TIMESTAMP", FieldRole.Realtime),
    ];

    /// <summary>The fields sent along unless the settings name others: who wrote it, and about which unit or container.</summary>
    public static readonly IReadOnlyList<string> DefaultShipped =
    [
        "SYSLOG_IDENTIFIER", "_PID", "_UID", "_EXE", "_TRANSPORT", "CONTAINER_NAME", "UNIT", "USER_UNIT", "_SYSTEMD_USER_UNIT",
        "MESSAGE_ID", "COREDUMP_EXE", "COREDUMP_SIGNAL_NAME",
    ];

    private readonly JournalField[][] _byLength = new JournalField[LongestName + 1][];
    private readonly JournalField[][] _byLetters = new JournalField[256][];

    public FieldTable(IEnumerable<string> shipped)
    {
        HashSet<string> names = [.. shipped];
        List<JournalField> all = [.. Roles.Select((each, index) => Field(each.Name, each.Role, names.Remove(each.Name), index))];
        all.AddRange(names.Select((name, index) => Field(name, FieldRole.None, shipped: true, Roles.Length + index)));
        if (all.Count > 64)
        {
            throw new ArgumentException($"{all.Count} fields are too many; accepted: 64 with the ones that are always read", nameof(shipped));
        }

        for (int length = 0; length <= LongestName; length++)
        {
            _byLength[length] = [.. all.Where(field => field.Name.Length == length)];
        }

        for (int letters = 0; letters < _byLetters.Length; letters++)
        {
            _byLetters[letters] = [.. all.Where(field => field.Prefix.Length < 4 || Letters(field.Prefix) == letters)];
        }
    }

    /// <summary>The field of this name, or null when the shipper has no use for it.</summary>
    public JournalField? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        foreach (JournalField field in _byLength[name.Length])
        {
            if (name.SequenceEqual(field.Name))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>The field that data of the journal, <c>NAME=value</c>, begins with; null when the shipper has no use for it.</summary>
    public JournalField? FindPrefix(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4)
        {
            return null;
        }

        foreach (JournalField field in _byLetters[Letters(data)])
        {
            if (data.StartsWith(field.Prefix))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>Tells most names apart: some two thirds of an entry's fields are passed over without looking at the rest.</summary>
    private static int Letters(ReadOnlySpan<byte> data) => (data[1] + (data[3] * 5)) & 0xff;

    private static JournalField Field(string name, FieldRole role, bool shipped, int index) =>
        new(Encoding.ASCII.GetBytes(name), role, shipped && role is not FieldRole.Message and not FieldRole.Cursor, index);
}
