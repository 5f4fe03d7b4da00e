namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>
/// The values found so far, in order. Values of one type that follow each other as a list are one value, so that lists of
/// any length have one text: from two on with bare commas, within brackets, and for ids and durations; else from three on.
/// </summary>
internal sealed class ValueList
{
    private const int IsList = int.MaxValue;

    // Digits of a register, or of a word of memory.
    private const int Register = 8;

    private Value[] _values = new Value[64];

    public int Count { get; private set; }

    public ReadOnlySpan<Value> Span => _values.AsSpan(0, Count);

    public int Capacity => _values.Length;

    public void Clear() => Count = 0;

    public void Add(ReadOnlySpan<char> text, VariableType type, int start, int end)
    {
        int run = 0;
        if (Count > 0 && end - start == Register && start - _values[Count - 1].End == 1 && text[start - 1] == ' ')
        {
            type = OfRegisters(ref _values[Count - 1], type);
        }

        if (Count > 0 && _values[Count - 1].Type == type && start - _values[Count - 1].End is 1 or 2)
        {
            ref Value last = ref _values[Count - 1];
            int gap = Separator(text[last.End..start]);
            if (gap > 0 && IsListAlready(text, last, type, gap))
            {
                Join(gap, end);
                return;
            }

            run = gap;
        }

        if (Count == _values.Length)
        {
            Array.Resize(ref _values, Count * 2);
        }

        _values[Count++] = new Value { Start = start, End = end, Type = type, Run = run };
    }

    // Eight digits beside eight hexadecimal ones are hexadecimal as well: 003a90b4 70606262.
    private static VariableType OfRegisters(ref Value last, VariableType type)
    {
        if (last.End - last.Start == Register && last.Type == VariableType.Number && type == VariableType.Hex)
        {
            last.Type = VariableType.Hex;
        }

        return type == VariableType.Number && last.Type == VariableType.Hex ? VariableType.Hex : type;
    }

    private static bool IsListAlready(ReadOnlySpan<char> text, Value last, VariableType type, int gap) =>
        last.Run == IsList || last.Run == gap || gap == 1 || type is VariableType.Id or VariableType.Duration ||
        (gap == 2 && last.Start > 0 && text[last.Start - 1] is '[' or '(' or '{');

    // 1 for a bare comma, 2 for a comma and a space, 3 for a space, else 0.
    private static int Separator(ReadOnlySpan<char> between) => between switch
    {
        "," => 1,
        ", " => 2,
        " " => 3,
        _ => 0,
    };

    // Makes the value, and what stands before it with the same separator, one that goes on taking in what follows.
    private void Join(int gap, int end)
    {
        if (_values[Count - 1].Run == gap)
        {
            Count--;
        }

        _values[Count - 1].End = end;
        _values[Count - 1].Run = IsList;
    }
}
