using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>Puts a pack together within its budget, the weightiest first.</summary>
/// <param name="findings">The weightiest first.</param>
internal sealed class PackAssembly(
    IncidentSubject subject, WindowView view, IReadOnlyList<Finding> findings, FoundLines lines, PackOptions options)
{
    /// <summary>Lines of one template, besides the first of each node.</summary>
    private const int LinesOfWeighty = 4;
    private const int LinesOfMiddling = 2;
    private const double Weighty = 12;
    private const double Light = 7;
    private const double TieWeight = 4;
    private const double HitWeight = 7;

    /// <summary>What an entry or a finding costs beside its texts: times, counts, ids.</summary>
    private const int TokensBeside = 25;

    /// <summary>How far the timeline may fill the budget, so that there is room to say what is unusual about it.</summary>
    private const double ShareOfTimeline = 0.6;

    /// <summary>And how far the unusual things may, so that there is room for ties.</summary>
    private const double ShareOfUnusual = 0.9;

    private readonly Dictionary<long, EntryDraft> _drafts = [];
    private readonly ILookup<long, TemplateSpan> _spans = view.Spans.ToLookup(span => span.TemplateId);
    private int _used;

    public EvidencePack Build(
        IReadOnlyList<FoundLog> hits,
        IReadOnlyList<TemplateSpan> usualErrors,
        IReadOnlyList<LogEvent> usualLines,
        IReadOnlyList<NormalFinding> normal,
        IReadOnlyList<MissingLogs> missing)
    {
        IReadOnlyList<Tie> ties = Ties.Find(findings, Focus(), lines.Of);
        Draft(ties, hits, usualErrors, usualLines);
        _used = CostOf(normal.Select(each => each.Text).Concat(missing.Select(each => each.Text)).Append(subject.Question.Text));
        (List<TimelineEntry> timeline, int dropped) = FillTimeline();
        HashSet<long> ids = [.. timeline.SelectMany(entry => entry.Examples).Select(log => log.Id)];
        List<UnusualThing> unusual = [.. Fitting(
            findings.Select(finding => ThingOf(finding, ids)).Where(thing => thing.LogIds.Count > 0),
            thing => CostOf([thing.Text, thing.Statistic]),
            ShareOfUnusual)];
        List<TiedEvent> tied = [.. Fitting(
            ties.Select(tie => TiedOf(tie, ids)).Where(each => each.LogIds.Count > 0), each => CostOf([each.Text]), share: 1)];
        timeline.Sort(static (one, other) =>
            one.First != other.First ? one.First.CompareTo(other.First) : one.TemplateId.CompareTo(other.TemplateId));
        return new EvidencePack(
            subject,
            timeline,
            [.. unusual.OrderByDescending(thing => thing.Score).ThenBy(thing => thing.At).ThenBy(thing => thing.TemplateId ?? 0)
                .ThenBy(thing => thing.Node, StringComparer.Ordinal).ThenBy(thing => thing.Service, StringComparer.Ordinal)],
            tied,
            [.. normal, .. usualErrors.Select(span => UsualOf(span, usualLines, ids)).Where(finding => finding.LogIds.Count > 0)],
            missing,
            Budget(timeline, dropped, findings.Count - unusual.Count));
    }

    /// <summary>Templates by weight, with fewer lines where there is little room; and how many did not fit.</summary>
    private (List<TimelineEntry> Timeline, int Dropped) FillTimeline()
    {
        List<TimelineEntry> timeline = [];
        int dropped = 0;
        foreach (EntryDraft draft in _drafts.Values.Where(draft => draft.Weight >= Weights.Least && draft.HasLines)
            .OrderByDescending(draft => draft.Weight).ThenBy(draft => draft.TemplateId))
        {
            int wanted = draft.Weight >= Weighty ? LinesOfWeighty : draft.Weight >= Light ? LinesOfMiddling : 1;
            TimelineEntry? fitting = new[] { wanted, 1 }
                .Select(most => draft.Build([.. _spans[draft.TemplateId]], most))
                .FirstOrDefault(entry => _used + CostOf(entry) <= options.Tokens * ShareOfTimeline);
            if (fitting is null)
            {
                dropped++;
                continue;
            }

            timeline.Add(fitting);
            _used += CostOf(fitting);
        }

        return (timeline, dropped);
    }

    /// <summary>Those that still fit, in their order, until the share of the budget is used up.</summary>
    private IEnumerable<T> Fitting<T>(IEnumerable<T> things, Func<T, int> costOf, double share)
    {
        foreach (T thing in things)
        {
            int cost = costOf(thing);
            if (_used + cost <= options.Tokens * share)
            {
                _used += cost;
                yield return thing;
            }
        }
    }

    /// <summary>The nodes that are asked about; else the one where most of what was found happened.</summary>
    private IReadOnlyList<string> Focus()
    {
        if (subject.Nodes.Count > 0)
        {
            return subject.Nodes;
        }

        const int Counted = 5;
        return
        [
            .. findings.GroupBy(finding => finding.Node, StringComparer.Ordinal)
                .OrderByDescending(node => node.Take(Counted).Sum(finding => finding.Weight))
                    .ThenBy(node => node.Key, StringComparer.Ordinal)
                .Take(1).Select(node => node.Key),
        ];
    }

    private void Draft(
        IReadOnlyList<Tie> ties, IReadOnlyList<FoundLog> hits, IReadOnlyList<TemplateSpan> usualErrors,
            IReadOnlyList<LogEvent> usualLines)
    {
        Dictionary<Finding, string?> tied = ties.ToDictionary(tie => tie.Finding, tie => tie.Value);
        foreach (Finding finding in findings)
        {
            bool isTied = tied.TryGetValue(finding, out string? value);
            double weight = finding.Weight + (isTied && value is not null ? TieWeight : 0);
            foreach (IGrouping<long?, LogEvent> template in lines.Of(finding).GroupBy(log => log.TemplateId))
            {
                DraftOf(template.Key!.Value)?.Add(Why(finding, value), weight, template);
            }
        }

        for (int i = 0; i < hits.Count; i++)
        {
            string how = hits[i].MatchedBy.HasFlag(SearchLegs.Value) ? "holds a value of the question"
                : "speaks of what was asked";
            DraftOf(hits[i].Log.TemplateId!.Value)?.Add(how, HitWeight - (0.5 * i), [hits[i].Log]);
        }

        foreach (TemplateSpan span in usualErrors)
        {
            DraftOf(span.TemplateId)?.Add(NormalFindings.Describe(span), Weights.Least, LinesOf(span, usualLines));
        }
    }

    private static IEnumerable<LogEvent> LinesOf(TemplateSpan span, IReadOnlyList<LogEvent> logs) =>
        logs.Where(log => log.TemplateId == span.TemplateId && log.Node == span.Node).Take(1);

    private EntryDraft? DraftOf(long templateId)
    {
        if (!_drafts.TryGetValue(templateId, out EntryDraft? draft))
        {
            string? text = view.Texts.GetValueOrDefault(templateId)?.Text;
            if (text is null)
            {
                return null; // it was not there yet when the window was counted
            }

            draft = new EntryDraft(templateId, text);
            _drafts.Add(templateId, draft);
        }

        return draft;
    }

    private static string Why(Finding finding, string? tie)
    {
        string kind = finding.Kind switch
        {
            UnusualKind.NewInFleet => "new in the fleet",
            UnusualKind.NewOnNode => $"new on {finding.Node}",
            UnusualKind.RateRise => $"more often than usual on {finding.Node}",
            UnusualKind.RateFall => $"less often than usual on {finding.Node}",
            UnusualKind.ErrorBurst => "part of a burst of errors",
            UnusualKind.Silence => "beside a silence",
            UnusualKind.Restart => "tells of a restart",
            _ => "tells of a clock that jumped",
        };
        string failure = finding.Failure is { } known ? $", {known.Name}" : "";
        return tie is null ? kind + failure : $"{kind}{failure}, tied by {tie}";
    }

    private UnusualThing ThingOf(Finding finding, HashSet<long> ids) => new(
        finding.Kind,
        Math.Round(finding.Score, 2),
        finding.Statistic,
        finding.Text,
        finding.Span?.TemplateId,
        finding.Node,
        finding.Service,
        finding.At,
        finding.Until,
        [.. lines.Of(finding).Select(log => log.Id).Where(ids.Contains)]);

    private static TiedEvent TiedOf(Tie tie, HashSet<long> ids) => new(
        tie.Finding.Node,
        tie.Finding.Span?.TemplateId ?? tie.Logs.Select(log => log.TemplateId ?? 0).FirstOrDefault(),
        tie.Value,
        tie.Finding.At,
        tie.Value is null ? $"at about the same time, {tie.Finding.Text}" : $"tied by {tie.Value}: {tie.Finding.Text}",
        [.. tie.Logs.Select(log => log.Id).Where(ids.Contains).Distinct()]);

    private static NormalFinding UsualOf(TemplateSpan span, IReadOnlyList<LogEvent> logs, HashSet<long> ids) => new(
        $"{span.Node}: \"{Detectors.Quote(span.Text)}\" {NormalFindings.Describe(span)}",
        span.Node,
        [.. LinesOf(span, logs).Select(log => log.Id).Where(ids.Contains)]);

    private PackBudget Budget(List<TimelineEntry> timeline, int dropped, int faint)
    {
        HashSet<long> shown = [.. timeline.Select(entry => entry.TemplateId)];
        TemplateSpan[] rest = [.. view.Spans.Where(span => !shown.Contains(span.TemplateId))];
        int entries = rest.Select(span => span.TemplateId).Distinct().Count();
        List<string> left = [];
        if (entries > 0)
        {
            left.Add($"{entries} templates with {rest.Sum(span => span.Count)} logs that are as usual or too faint");
        }

        if (dropped > 0)
        {
            left.Add($"{dropped} templates that are worth telling and did not fit into {options.Tokens} tokens");
        }

        if (faint > 0)
        {
            left.Add($"{faint} unusual things that are too faint or did not fit");
        }

        if (view.ReadUntil < view.Window.Until)
        {
            left.Add(
                $"logs after {view.ReadUntil:yyyy-MM-dd HH:mm:ss}: the window has more than {WindowView.MostLogs}; "
                + "ask for a shorter one");
        }

        return new PackBudget(options.Tokens, _used, entries, rest.Sum(span => span.Count), left);
    }

    private static int CostOf(IEnumerable<string> texts) => texts.Sum(text => TokensBeside + TokenEstimate.Of(text));

    private static int CostOf(TimelineEntry entry) =>
        TokensBeside + TokenEstimate.Of(entry.Template) + CostOf(entry.Examples.Select(log => log.Message))
            + entry.Why.Sum(why => TokenEstimate.Of(why));
}
