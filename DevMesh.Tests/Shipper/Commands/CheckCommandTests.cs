using DevMesh.Shipper.Commands;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("devmesh-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_fine_file_is_shown_as_a_table()
    {
        (int code, string output, string error) = Run(
            """
            rules:
              - {name: loud, action: rate_limit, limit: 5, window: 90s, by: service, match: {level: debug}}
              - {name: bells, action: drop, match: {service: [a, b], message_contains: "\a", ignore_case: true}}
              - {name: rest, action: sample, one_in: 7, match: all}
            """);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            """
            #  RULE   ACTION                     MATCHES
            1  loud   keep 5 in 90s per service  level debug
            2  bells  drop                       service a or b; message contains "\u0007" in any case
            3  rest   keep 1 in 7                every entry

            rules.yaml: 3 rules, fine. An entry that no rule matches is kept; immediate repeats become one entry.

            """,
            output);
    }

    [Fact]
    public void A_long_match_is_cut_where_the_line_is_full()
    {
        (_, string output, _) = Run($"rules: [{{name: a, action: drop, match: {{message_prefix: {new string('x', 500)}}}}}]");
        Assert.All(output.Split('\n').Take(2), line => Assert.InRange(line.Length, 1, 100));
        Assert.Contains("x…", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_rules_is_fine()
    {
        (int code, string output, _) = Run("rules: []\ncollapse_repeats: false\n");
        Assert.Equal((0, "rules.yaml: 0 rules, fine. An entry that no rule matches is kept; repeats stay as they are.\n"), (code, output));
    }

    [Fact]
    public void Every_error_is_a_line_with_file_line_and_column()
    {
        (int code, string output, string error) = Run("rules:\n  - name: a\n    action: dorp\n    match: {level: loud}\n");
        Assert.Equal((1, ""), (code, output));
        Assert.Equal(
            """
            rules.yaml:3:13: action is 'dorp'; did you mean drop?; accepted: keep, drop, sample, rate_limit
            rules.yaml:4:20: level is 'loud'; accepted: emerg, alert, crit, err, warning, notice, info, debug, their usual aliases, or 0 to 7

            """,
            error);
    }

    [Fact]
    public void A_missing_file_is_an_error()
    {
        StringWriter error = new();
        Assert.Equal(1, CheckCommand.Run(Path.Combine(_folder, "no\u001b.yaml"), new StringWriter(), error, 100));
        Assert.EndsWith("no\\u001b.yaml: there is no such file; accepted: a YAML file of filter rules\n", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_file_is_fine()
    {
        StringWriter output = new();
        Assert.Equal(0, CheckCommand.Run(Repository.File("DevMesh.Shipper/filter_config.yaml"), output, new StringWriter(), 100));
        Assert.Contains(" rules, fine.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_wants_one_file()
    {
        Assert.Empty(CheckCommand.Create().Parse(["filter_config.yaml"]).Errors);
        Assert.NotEmpty(CheckCommand.Create().Parse([]).Errors);
    }

    private (int Code, string Output, string Error) Run(string yaml)
    {
        string path = Path.Combine(_folder, "rules.yaml");
        File.WriteAllText(path, yaml);
        StringWriter output = new();
        StringWriter error = new();
        int code = CheckCommand.Run(path, output, error, 100);
        return (code, Short(output), Short(error));
    }

    private string Short(StringWriter text) => text.ToString().Replace(_folder + "/", "", StringComparison.Ordinal);
}
