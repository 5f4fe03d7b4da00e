namespace DevMesh.Domain.Search;

/// <summary>A list whose items can be read as a span. Starts small: an index has a hundred thousand of them.</summary>
internal sealed class GrowingList<T>
{
    private T[] _items = new T[2];
    private int _count;

    public ReadOnlySpan<T> Items => _items.AsSpan(0, _count);

    public int Count => _count;

    public void Clear() => _count = 0;

    public void Add(T item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count < 64 ? _count * 2 : _count + (_count / 2));
        }

        _items[_count++] = item;
    }
}
