using DevMesh.Domain.Logs;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Filtering;

/// <summary>What is compared of the entry that was kept last: service, identifier, level and the message's bytes.</summary>
internal sealed class LastKept
{
    /// <summary>A longer message is never found the same, so that none is copied and kept that is.</summary>
    public const int LongestMessage = 64 * 1024;

    private byte[] _bytes = new byte[4096];
    private bool _any;
    private int _service;
    private int _identifier;
    private int _message;
    private Level _level;

    /// <summary>The rule that took the entry; -1 when none did.</summary>
    public int Rule { get; private set; } = -1;

    public void Forget() => _any = false;

    public void Set(JournalEntry entry, Level level, int rule)
    {
        ReadOnlySpan<byte> service = entry.Service;
        ReadOnlySpan<byte> identifier = entry.Identifier;
        ReadOnlySpan<byte> message = entry.Message;
        _any = message.Length <= LongestMessage && !entry.MessageOmitted; // nobody knows what an omitted message said
        if (!_any)
        {
            return;
        }

        int length = service.Length + identifier.Length + message.Length;
        if (_bytes.Length < length)
        {
            _bytes = new byte[length * 2];
        }

        service.CopyTo(_bytes);
        identifier.CopyTo(_bytes.AsSpan(service.Length));
        message.CopyTo(_bytes.AsSpan(service.Length + identifier.Length));
        (_service, _identifier, _message, _level, Rule) = (service.Length, identifier.Length, message.Length, level, rule);
    }

    public bool IsSame(JournalEntry entry, Level level)
    {
        ReadOnlySpan<byte> message = entry.Message;
        if (!_any || message.Length != _message || level != _level || entry.MessageOmitted)
        {
            return false;
        }

        ReadOnlySpan<byte> service = entry.Service;
        ReadOnlySpan<byte> identifier = entry.Identifier;
        return service.Length == _service
            && identifier.Length == _identifier
            && message.SequenceEqual(_bytes.AsSpan(_service + _identifier, _message))
            && service.SequenceEqual(_bytes.AsSpan(0, _service))
            && identifier.SequenceEqual(_bytes.AsSpan(_service, _identifier));
    }
}
