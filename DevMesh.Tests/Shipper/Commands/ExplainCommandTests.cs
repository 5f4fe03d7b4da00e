using System.Text;
using DevMesh.Shipper.Commands;

namespace DevMesh.Tests.Shipper.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private const string Rules =
        """
        rules:
          - {name: bells, action: drop, match: {message_contains: "\a"}}
          - {name: ssh, action: keep, match: {identifier: sshd}}
          - {name: idle, action: drop, match: {level: debug}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("devmesh-explain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_entry_gets_a_line_and_each_rule_its_counts()
    {
        string lines = Line("ring \\u0007\\u001b[31m", "bell.service", 6) + Line("same", "a.service", 4) + Line("same", "a.service", 4)
            + Line("Accepted", "ssh.service", 6, "sshd");
        (int code, string output, string error) = Run(new ExplainOptions { Rules = File("rules.yaml", Rules) }, lines);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            """
                    RULE   LEVEL    SERVICE                   MESSAGE
            drop    bells  info     bell.service              ring \u0007\u001b[31m
            keep    -      warning  a.service                 same
            repeat  -      warning  a.service                 same
            keep    ssh    info     ssh.service               Accepted

            RULE       TAKEN       KEPT    REPEATS    DROPPED
            bells          1          0          0          1
            ssh            1          1          0          0
            -              2          1          1          0

            4 entries by rules.yaml: 2 kept, 1 joined with the entry they repeat, 1 dropped.

            """,
            output);
    }

    [Fact]
    public void The_summary_alone_also_names_the_rules_that_took_none()
    {
        (_, string output, _) = Run(
            new ExplainOptions { Rules = File("rules.yaml", Rules), SummaryOnly = true }, Line("Accepted", "ssh.service", 6, "sshd"));
        Assert.Equal(
            """
            RULE      TAKEN       KEPT    REPEATS    DROPPED
            ssh           1          1          0          0

            1 entry by rules.yaml: 1 kept, 0 joined with the entry they repeat, 0 dropped.
            Rules that took none: bells, idle.

            """,
            output);
    }

    [Fact]
    public void Without_a_file_the_rules_that_ship_are_asked()
    {
        (int code, string output, _) = Run(new ExplainOptions(), Line("oom", "x.service", 3));
        Assert.Equal(0, code);
        Assert.Contains("keep    warnings-and-worse", output, StringComparison.Ordinal);
        Assert.Contains("1 entry by the rules that ship with the shipper", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_may_come_from_a_file()
    {
        ExplainOptions options = new() { Rules = File("rules.yaml", Rules), Input = File("in.jsonl", Line("x", "a.service", 6)) };
        (int code, string output, _) = Run(options, "");
        Assert.Equal(0, code);
        Assert.Contains("1 entry by", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_no_entry_is_told_and_the_others_are_read()
    {
        (int code, string output, string error) = Run(new ExplainOptions(), "Failed password\n" + Line("x", "a.service", 6));
        Assert.Equal(0, code);
        Assert.StartsWith("line 1 skipped: it is no JSON", error, StringComparison.Ordinal);
        Assert.Contains("1 entry by", output, StringComparison.Ordinal);
    }

    [Fact]
    public void No_entry_at_all_is_an_error_that_says_what_is_accepted()
    {
        (int code, string output, _) = Run(new ExplainOptions(), "Failed password\n");
        Assert.Equal(
            (1, "No entry was read; accepted: lines as `journalctl -o json` writes them, or bare messages with --text.\n"), (code, output));
    }

    [Fact]
    public void With_text_each_line_is_a_message()
    {
        (int code, string output, _) = Run(
            new ExplainOptions { Rules = File("rules.yaml", Rules), Text = true, Service = "ssh.service", Identifier = "sshd", Level = "notice" },
            "Failed password\n");
        Assert.Equal(0, code);
        Assert.Contains("keep    ssh    notice   ssh.service               Failed password\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_bare_messages_need_text()
    {
        (int code, _, string error) = Run(new ExplainOptions { Level = "err" }, "");
        Assert.Equal((1, "--service, --identifier and --level describe bare messages; accepted: --text beside them\n"), (code, error));
    }

    [Fact]
    public void A_wrong_level_is_an_error()
    {
        (int code, _, string error) = Run(new ExplainOptions { Text = true, Level = "loud" }, "");
        Assert.Equal(1, code);
        Assert.StartsWith("--level is 'loud'; accepted: emerg", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_rules_are_told_with_their_place()
    {
        (int code, _, string error) = Run(new ExplainOptions { Rules = File("rules.yaml", "rules: 3\n") }, "");
        Assert.Equal((1, "rules.yaml:1:8: rules is '3'; accepted: a list of rules; 'rules: []' keeps every entry\n"), (code, error));
    }

    [Fact]
    public void A_missing_input_is_an_error()
    {
        (int code, _, string error) = Run(new ExplainOptions { Input = Path.Combine(_folder, "missing") }, "");
        Assert.Equal(1, code);
        Assert.StartsWith("missing: it cannot be read: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_message_is_cut_and_stays_on_its_line()
    {
        (_, string output, _) = Run(new ExplainOptions(), Line(string.Concat(Enumerable.Repeat("\\n€", 5000)), "a.service", 6));
        string line = output.Split('\n')[1];
        Assert.InRange(line.Length, 100, 120);
        Assert.EndsWith("…", line, StringComparison.Ordinal);
    }

    private static string Line(string message, string service, int level, string identifier = "x") =>
        $$"""{"__REALTIME_TIMESTAMP":"1795154406728698","_SYSTEMD_UNIT":"{{service}}","SYSLOG_IDENTIFIER":"{{identifier}}","PRIORITY":"{{level}}","MESSAGE":"{{message}}"}""" + "\n";

    private string File(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    private (int Code, string Output, string Error) Run(ExplainOptions options, string input)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = ExplainCommand.Run(options, () => new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error, 120);
        return (code, Short(output), Short(error));
    }

    private string Short(StringWriter text) => text.ToString().Replace(_folder + "/", "", StringComparison.Ordinal);
}
