using DevMesh.Domain.Logs;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// Decides about entries, in their order. What comes out is a pure function of the rules, the state at the start of the batch
/// and the batch's entries, so that a batch that is made again after a crash is the same; only a regex that runs out of time
/// may break that. Used by one thread; makes no garbage once it has met the machine's services.
/// </summary>
/// <param name="state">Belongs to the filter from now on; take a copy where it must not change.</param>
internal sealed class EntryFilter(FilterRules rules, FilterState state)
{
    private readonly FilterRule[] _rules = [.. rules.Rules];
    private readonly bool _collapses = rules.CollapseRepeats;
    private readonly RateWindows?[] _windows = state.For(rules.Rules);
    private readonly RuleIndex _index = new(rules.Rules);
    private readonly LastKept _last = new();
    private readonly MessageText _text = new();
    private long _regexTimeouts;

    /// <summary>Regexes that ran out of time since the start, each taken for no match.</summary>
    public long RegexTimeouts => _regexTimeouts;

    /// <summary>Begins a batch: what follows is no repeat of what was before.</summary>
    public void StartBatch() => _last.Forget();

    /// <summary>Forgets windows of rate limits that are over at that time: what follows, unless it is out of order, begins new ones anyway.</summary>
    public void ForgetWindowsBefore(long micros)
    {
        for (int i = 0; i < _windows.Length; i++)
        {
            _windows[i]?.ForgetOver(micros, rules.Rules[i].Rate.WindowMicros);
        }
    }

    /// <param name="source">Asked for the entry's cursor, only when a rule that samples needs it.</param>
    public Decision Decide(JournalEntry entry, IEntrySource source)
    {
        Level level = entry.Priority < 0 ? Level.Info : (Level)entry.Priority;
        bool repeats = _collapses && _last.IsSame(entry, level);

        // The same entry is taken by the same rule, so there is nothing to ask. It is counted by the entry before it and uses
        // up no rate limit. A sample alone must ask again: joining what it leaves out would make it no sample.
        if (repeats && (_last.Rule < 0 || _rules[_last.Rule].Action != RuleAction.Sample))
        {
            return new Decision(FilterOutcome.Repeat, _last.Rule);
        }

        int rule = FirstRule(entry, level);
        if (rule >= 0 && !Keeps(rule, entry, source))
        {
            return new Decision(FilterOutcome.Drop, rule);
        }

        if (repeats)
        {
            return new Decision(FilterOutcome.Repeat, rule);
        }

        if (_collapses)
        {
            _last.Set(entry, level, rule);
        }

        return new Decision(FilterOutcome.Keep, rule);
    }

    private int FirstRule(JournalEntry entry, Level level)
    {
        _text.Reset();
        ReadOnlySpan<byte> message = MessageText.Seen(entry.Message);
        foreach (int rule in _index.Find(entry.Service, entry.Identifier, level).For(message, _text))
        {
            if (_rules[rule].Match.Message is not { } match || match.Holds(message, _text, ref _regexTimeouts))
            {
                return rule;
            }
        }

        return -1;
    }

    private bool Keeps(int index, JournalEntry entry, IEntrySource source)
    {
        FilterRule rule = _rules[index];
        switch (rule.Action)
        {
            case RuleAction.Keep:
                return true;
            case RuleAction.Sample:
                source.FillCursor(entry);
                return ByteHash.Picks(entry.Cursor, rule.OneIn);
            case RuleAction.RateLimit:
                ReadOnlySpan<byte> name = rule.Rate.By switch
                {
                    RateScope.Service => entry.Service,
                    RateScope.Identifier => entry.Identifier,
                    _ => [],
                };
                return _windows[index]!.Take(name, entry.RealtimeMicros, rule.Rate);
            default:
                return false;
        }
    }
}
