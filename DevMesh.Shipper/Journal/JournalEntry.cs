using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace DevMesh.Shipper.Journal;

/// <summary>
/// One entry of the journal: its bytes in one buffer that is used again for the next entry, so that reading makes no
/// garbage. A span taken from it holds until <see cref="Clear"/>.
/// </summary>
internal sealed class JournalEntry
{
    /// <summary>More of one field than this is never sent along; only the message may be longer.</summary>
    public const int LongestField = 4 * 1024;

    /// <summary>More than this of all fields sent along is left out: an entry must stay one that the server takes.</summary>
    public const int MostShipped = 12 * 1024;

    /// <summary>More than this of several messages is only counted: no more is sent, and each would move all before it.</summary>
    private const int MostJoined = 64 * 1024;

    private const int UsualBytes = 1024;
    private const int KeptBytes = 16 * UsualBytes;
    private const int FieldOverhead = 8; // at least what a value takes in JSON beside itself

    private List<ShippedField> _shipped = [];
    private byte[] _data = new byte[UsualBytes];
    private int _used;
    private Slice _message;
    private Slice _unit;
    private Slice _identifier;
    private Slice _comm;
    private Slice _cursor;
    private ulong _seen;
    private int _shippedBytes;

    /// <summary>A field that goes into <c>fields</c>. A name may occur several times; the journal allows it.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct ShippedField(JournalField Field, int Start, int Length);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Slice(int Start, int Length);

    /// <summary>Microseconds since 1970 (<c>__REALTIME_TIMESTAMP</c>), or -1 when the entry has none.</summary>
    public long RealtimeMicros { get; set; } = -1;

    /// <summary>0 to 7, or -1 when the entry has none.</summary>
    public int Priority { get; private set; } = -1;

    /// <summary>How many MESSAGE fields were seen; several are joined by line feeds.</summary>
    public int Messages { get; private set; }

    /// <summary>Bytes of all messages joined; <see cref="Message"/> may hold less.</summary>
    public long MessageBytes { get; private set; }

    /// <summary>Bytes that the entry takes.</summary>
    public int Size => _used;

    /// <summary>Fields sent along that lost their end to <see cref="LongestField"/>.</summary>
    public int CutFields { get; private set; }

    /// <summary>Fields that would have been sent along, but for <see cref="MostShipped"/>.</summary>
    public int OmittedFields { get; private set; }

    /// <summary>The source left the message out because of its size, as journalctl does without --all.</summary>
    public bool MessageOmitted { get; set; }

    public ReadOnlySpan<byte> Message => Of(_message);

    public ReadOnlySpan<byte> Unit => Of(_unit);

    public ReadOnlySpan<byte> Identifier => Of(_identifier);

    public ReadOnlySpan<byte> Comm => Of(_comm);

    /// <summary>Empty until the source has filled it in.</summary>
    public ReadOnlySpan<byte> Cursor => Of(_cursor);

    /// <summary>The unit with its suffix, else the identifier, else the command; empty when the entry has none of them.</summary>
    public ReadOnlySpan<byte> Service => _unit.Length > 0 ? Unit : _identifier.Length > 0 ? Identifier : Comm;

    public ReadOnlySpan<ShippedField> Shipped => CollectionsMarshal.AsSpan(_shipped);

    /// <summary>Some field among <see cref="Shipped"/> occurs more than once.</summary>
    public bool HasRepeatedFields { get; private set; }

    public ReadOnlySpan<byte> ValueOf(ShippedField field) => _data.AsSpan(field.Start, field.Length);

    public void Clear()
    {
        if (_data.Length > KeptBytes)
        {
            _data = new byte[UsualBytes]; // one huge entry must not cost memory for ever
        }

        _used = 0;
        _shipped.Clear();
        _message = _unit = _identifier = _comm = _cursor = default;
        RealtimeMicros = -1;
        Priority = -1;
        Messages = 0;
        MessageBytes = 0;
        MessageOmitted = false;
        CutFields = 0;
        OmittedFields = 0;
        HasRepeatedFields = false;
        _seen = 0;
        _shippedBytes = 0;
    }

    /// <summary>Exchanges everything with another entry, without copying what they hold.</summary>
    public void Swap(JournalEntry other)
    {
        (_shipped, other._shipped) = (other._shipped, _shipped);
        (_data, other._data) = (other._data, _data);
        (_used, other._used) = (other._used, _used);
        (_message, other._message) = (other._message, _message);
        (_unit, other._unit) = (other._unit, _unit);
        (_identifier, other._identifier) = (other._identifier, _identifier);
        (_comm, other._comm) = (other._comm, _comm);
        (_cursor, other._cursor) = (other._cursor, _cursor);
        (_seen, other._seen) = (other._seen, _seen);
        (_shippedBytes, other._shippedBytes) = (other._shippedBytes, _shippedBytes);
        (RealtimeMicros, other.RealtimeMicros) = (other.RealtimeMicros, RealtimeMicros);
        (Priority, other.Priority) = (other.Priority, Priority);
        (Messages, other.Messages) = (other.Messages, Messages);
        (MessageBytes, other.MessageBytes) = (other.MessageBytes, MessageBytes);
        (MessageOmitted, other.MessageOmitted) = (other.MessageOmitted, MessageOmitted);
        (CutFields, other.CutFields) = (other.CutFields, CutFields);
        (OmittedFields, other.OmittedFields) = (other.OmittedFields, OmittedFields);
        (HasRepeatedFields, other.HasRepeatedFields) = (other.HasRepeatedFields, HasRepeatedFields);
    }

    public void SetCursor(ReadOnlySpan<byte> cursor) => _cursor = Append(cursor);

    /// <summary>Takes one field in. Of fields that stand for one value the first counts.</summary>
    public void Add(JournalField field, ReadOnlySpan<byte> value)
    {
        if (field.Role == FieldRole.Message)
        {
            AddMessage(value);
            return;
        }

        Slice slice = Append(value.Length > LongestField ? value[..LongestField] : value);
        switch (field.Role)
        {
            case FieldRole.Priority when Priority < 0 && value.Length == 1 && value[0] is >= (byte)'0' and <= (byte)'7':
                Priority = value[0] - '0';
                break;
            case FieldRole.Unit when _unit.Length == 0:
                _unit = slice;
                break;
            case FieldRole.Identifier when _identifier.Length == 0:
                _identifier = slice;
                break;
            case FieldRole.Comm when _comm.Length == 0:
                _comm = slice;
                break;
            case FieldRole.Cursor when _cursor.Length == 0:
                _cursor = slice;
                break;
            case FieldRole.Realtime when RealtimeMicros < 0
                                         && Utf8Parser.TryParse(value, out long micros, out int read) && read == value.Length:
                RealtimeMicros = micros;
                break;
        }

        if (!field.Shipped)
        {
            return;
        }

        if (_shippedBytes + slice.Length + FieldOverhead > MostShipped)
        {
            OmittedFields++;
        }
        else
        {
            CutFields += value.Length > LongestField ? 1 : 0;
            _shippedBytes += slice.Length + FieldOverhead;
            HasRepeatedFields |= (_seen & (1UL << field.Index)) != 0;
            _seen |= 1UL << field.Index;
            _shipped.Add(new ShippedField(field, slice.Start, slice.Length));
        }
    }

    private void AddMessage(ReadOnlySpan<byte> value)
    {
        if (Messages++ == 0)
        {
            _message = Append(value);
            MessageBytes = value.Length;
            return;
        }

        MessageBytes += 1 + value.Length;
        if (_message.Length > MostJoined)
        {
            return;
        }

        Reserve(_message.Length + 1 + value.Length);
        bool isLast = _message.Start + _message.Length == _used;
        int start = isLast ? _message.Start : Append(Message).Start;
        Append("\n"u8);
        Append(value);
        _message = new Slice(start, _used - start);
    }

    private Slice Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_data.AsSpan(_used));
        Slice slice = new(_used, bytes.Length);
        _used += bytes.Length;
        return slice;
    }

    private void Reserve(int more)
    {
        if (_used + more > _data.Length)
        {
            Array.Resize(ref _data, Math.Max(_data.Length * 2, _used + more));
        }
    }

    private ReadOnlySpan<byte> Of(Slice slice) => _data.AsSpan(slice.Start, slice.Length);
}
