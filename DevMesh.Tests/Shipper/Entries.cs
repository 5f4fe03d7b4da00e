using System.Text;
using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper;

/// <summary>Entries made by hand: fields by the journal's names, values as text or bytes.</summary>
internal static class Entries
{
    /// <summary>2025-11-13T02:13:20Z.</summary>
    public const long Micros = 1_763_000_000_000_000;

    public static readonly FieldTable Fields = new(FieldTable.DefaultShipped);

    public static JournalEntry Make(params (string Name, object Value)[] fields)
    {
        JournalEntry entry = new();
        Fill(entry, fields);
        return entry;
    }

    /// <summary>An entry of this message, at <see cref="Micros"/>, with the cursor <c>c1</c>.</summary>
    public static JournalEntry Log(object message, params (string Name, object Value)[] more)
    {
        JournalEntry entry = Make([("MESSAGE", message), .. more]);
        entry.RealtimeMicros = Micros;
        entry.SetCursor("c1"u8);
        return entry;
    }

    public static void Fill(JournalEntry entry, IEnumerable<(string Name, object Value)> fields)
    {
        foreach ((string name, object value) in fields)
        {
            JournalField field = Fields.Find(Encoding.ASCII.GetBytes(name))
                ?? throw new ArgumentException($"{name} is no field of the table", nameof(fields));
            entry.Add(field, value as byte[] ?? Encoding.UTF8.GetBytes(value.ToString()!));
        }
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>The fields that are sent along, as <c>NAME=value</c>.</summary>
    public static IReadOnlyList<string> Shipped(JournalEntry entry) =>
        [.. entry.Shipped.ToArray().Select(each => $"{Text(each.Field.Name)}={Text(entry.ValueOf(each))}")];
}
