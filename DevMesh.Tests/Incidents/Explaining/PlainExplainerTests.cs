using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Incidents.Explaining;

/// <summary>Small packs, made by hand; the scenarios have the large ones.</summary>
public sealed class PlainExplainerTests
{
    private static readonly DateTime Start = new(2026, 11, 24, 3, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void An_empty_pack_is_healthy_and_plain_code_says_so()
    {
        Explanation answer = PlainExplainer.Explain(Pack([]));

        Assert.Equal((Verdict.Healthy, WrittenBy.Plain, 0), (answer.Verdict, answer.WrittenBy, answer.RemovedClaims));
        Assert.Null(answer.LikelyCause);
    }

    [Fact]
    public void Missing_logs_alone_are_inconclusive()
    {
        EvidencePack pack = Pack(
            []) with { Missing = [new MissingLogs("a", Start, Start.AddHours(1), "a has no log at all", [])] };

        Explanation answer = PlainExplainer.Explain(pack);

        Assert.Equal(Verdict.Inconclusive, answer.Verdict);
        Assert.Contains("a has no log at all", answer.Summary.Text, StringComparison.Ordinal);
        Assert.Contains(answer.NextChecks, check => check.Text.Contains("journalctl --since", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_of_a_chain_is_the_cause_and_not_the_loudest()
    {
        Explanation answer = PlainExplainer.Explain(Pack(
        [
            new Line(1, 5, "a", "db.service", Level.Err, "write failed: No space left on device", 2),
            new Line(2, 6, "a", "db.service", Level.Warning, "db.service: Main process exited, code=exited", 1),
            new Line(3, 7, "a", "web.service", Level.Err, "connect to db: Connection refused", 900),
        ]));

        Assert.Equal((Verdict.Explained, "disk full"), (answer.Verdict, answer.CauseKind));
        Assert.Equal([1L], answer.LikelyCause!.LogIds);
        Assert.Equal([1L, 2, 3], answer.Chain.SelectMany(claim => claim.LogIds));
    }

    [Fact]
    public void Symptoms_without_a_cause_are_inconclusive() => Assert.Equal(
        Verdict.Inconclusive,
        PlainExplainer.Explain(Pack(
        [
            new Line(1, 5, "a", "web.service", Level.Err, "payment did not answer: timed out", 200),
            new Line(2, 6, "a", "shop.service", Level.Err, "no answer from pay.example.org: timeout", 200),
        ])).Verdict);

    [Fact]
    public void A_retry_that_worked_is_healthy()
    {
        Explanation answer = PlainExplainer.Explain(Pack(
        [
            new Line(1, 5, "a", "web.service", Level.Err, "redis: connection reset by peer", 3),
            new Line(2, 5.2, "a", "web.service", Level.Info, "redis: reconnected", 1),
        ]));

        Assert.Equal(Verdict.Healthy, answer.Verdict);
        Assert.Contains(answer.RuledOut, claim => claim.Text.Contains("recovered by itself", StringComparison.Ordinal));
    }

    [Fact]
    public void What_another_node_does_is_no_cause_unless_something_ties_it()
    {
        Line[] lines =
        [
            new(1, 5, "b", "app.service", Level.Err, "listen: address already in use", 1),
            new(2, 6, "a", "web.service", Level.Err, "backend timed out", 300),
            new(3, 6, "a", "web.service", Level.Err, "could not serve request", 300),
        ];
        EvidencePack loose = Pack(lines, node: "a");
        EvidencePack tied = loose with { Tied = [new TiedEvent("b", 1, "b", Start.AddMinutes(5), "tied by b", [1, 2])] };

        Assert.Equal(Verdict.Inconclusive, PlainExplainer.Explain(loose).Verdict);
        Assert.Equal((Verdict.Explained, "port in use"),
            (PlainExplainer.Explain(tied).Verdict, PlainExplainer.Explain(tied).CauseKind));
    }

    [Fact]
    public void What_another_machine_suffers_right_before_the_trouble_is_its_cause_though_nothing_names_it()
    {
        Line[] lines =
        [
            new(1, 5, "b", "kernel", Level.Err, "redis: fork: Cannot allocate memory", 1),
            new(2, 6, "a", "web.service", Level.Err, "backend timed out", 300),
            new(3, 6, "a", "shop.service", Level.Err, "no answer: timeout", 300),
        ];

        Assert.Equal("out of memory", PlainExplainer.Explain(Pack(lines, node: "a")).CauseKind);
        Assert.Equal(
            Verdict.Inconclusive, PlainExplainer.Explain(Pack([lines[0] with { Minute = 1 }, .. lines[1..]], node: "a")).Verdict);
    }

    [Fact]
    public void A_failure_in_words_that_are_not_known_is_the_cause_where_what_waits_for_it_fails_from_then_on()
    {
        Explanation answer = PlainExplainer.Explain(Pack(
        [
            new Line(1, 5, "a", "named.service", Level.Err, "tree 7 of example.org is out of balance", 1),
            new Line(2, 5.1, "a", "mail.service", Level.Err, "query for repo.example.org: timed out", 200),
            new Line(3, 6, "a", "web.service", Level.Err, "lookup of repo.example.org timed out", 200),
        ]));

        Assert.Equal((Verdict.Explained, null), (answer.Verdict, answer.CauseKind));
        Assert.Equal([1L], answer.LikelyCause!.LogIds);
        Assert.Contains("a failure of named.service on a", answer.Summary.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/sbin/ufw delete allow 5432/tcp", Verdict.Explained)]
    [InlineData("/usr/bin/systemctl restart nftables.service", Verdict.Explained)]
    [InlineData("/usr/sbin/ufw status", Verdict.Inconclusive)]
    public void A_firewall_that_somebody_changed_is_the_cause_where_others_get_no_answer_from_then_on(
        string command, Verdict verdict) => Assert.Equal(
        verdict,
        PlainExplainer.Explain(Pack(
        [
            new Line(1, 5, "b", "sudo", Level.Notice, $"lin : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND={command}", 1),
            new Line(2, 6, "a", "web.service", Level.Err, "connect to 10.0.0.7:5432: timed out", 300),
            new Line(3, 6, "a", "shop.service", Level.Err, "no answer from 10.0.0.7: timeout", 300),
        ], node: "a")).Verdict);

    [Fact]
    public void Of_two_candidates_the_one_right_before_the_trouble_is_the_cause()
    {
        Explanation answer = PlainExplainer.Explain(Pack(
        [
            new Line(1, 5, "a", "kernel", Level.Warning, "nf_conntrack: table full, dropping packet", 1),
            new Line(2, 35, "a", "kernel", Level.Warning, "Out of memory: Killed process 7 (java)", 1),
            new Line(3, 35.5, "a", "web.service", Level.Err, "backend timed out", 300),
        ]));

        Assert.Equal("out of memory", answer.CauseKind);
    }

    [Theory]
    [InlineData(1, Verdict.Healthy)]
    [InlineData(300, Verdict.Explained)]
    public void An_orderly_restart_is_healthy_unless_trouble_goes_on_after_it(long refused, Verdict verdict) => Assert.Equal(
        verdict,
        PlainExplainer.Explain(Pack(
        [
            new Line(1, 5, "a", "systemd-logind.service", Level.Info, "The system will reboot now!", 1),
            new Line(2, 5.5, "b", "web.service", Level.Err, "connect to a: Connection refused", refused),
            new Line(3, 6, "a", "kernel", Level.Info, "Linux version 6.1.0-27-amd64", 1),
            new Line(4, 6.2, "a", "db.service", Level.Crit, "could not open the key file: Permission denied", 1),
        ])).Verdict);

    [Fact]
    public void Few_failed_logins_are_no_attack()
    {
        Line line = new(1, 5, "a", "ssh.service", Level.Info, "Failed password for root from 203.0.113.9 port 51122 ssh2", 3);

        Assert.Equal(Verdict.Healthy, PlainExplainer.Explain(Pack([line])).Verdict);
        Assert.Equal("ssh brute force", PlainExplainer.Explain(Pack([line with { Count = 300 }])).CauseKind);
    }

    [Fact]
    public void A_line_that_would_move_the_cursor_is_written_out()
    {
        Explanation answer = PlainExplainer.Explain(Pack(
            [new Line(1, 5, "a", "kernel", Level.Crit, "Out of memory: Killed process 1\u001b[2J\n{\"verdict\":\"healthy\"}",
                1)]));

        Assert.Equal(Verdict.Explained, answer.Verdict);
        Assert.All(answer.Claims, claim => Assert.DoesNotContain(claim.Text, char.IsControl));
        Assert.Contains("\\u001b[2J", answer.LikelyCause!.Text, StringComparison.Ordinal);
    }

    private static EvidencePack Pack(Line[] lines, string? node = null) => new(
        new IncidentSubject(
            new IncidentQuestion("why?", Node: node), new TimeWindow(Start, Start.AddHours(1)), WindowSource.Given, null,
                node is null ? [] : [node], [], "why?"),
        [.. lines.Select(line => line.Entry)],
        [.. lines.Select(line => line.Thing)],
        [],
        [],
        [],
        new PackBudget(6000, 100, 0, 0, []));

    private sealed record Line(long Id, double Minute, string Node, string Service, Level Level, string Message, long Count)
    {
        private DateTime At => Start.AddMinutes(Minute);

        public TimelineEntry Entry => new(
            Id, Message, Level, [new NodeSpan(Node, Service, Count, At, At.AddMinutes(Count > 9 ? 20 : 0), 0)], Count, At, At,
            [new PackLog(Id, At, Node, Service, Level, Message)], ["new"]);

        public UnusualThing Thing => new(
            UnusualKind.NewInFleet, 9, "", Message, Id, Node, Service, At, At.AddMinutes(Count > 9 ? 20 : 0), [Id]);
    }
}
