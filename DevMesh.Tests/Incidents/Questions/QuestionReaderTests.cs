using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Incidents.Questions;

public sealed class QuestionReaderTests
{
    private static readonly DateTime Now = new(2026, 11, 24, 9, 20, 0, DateTimeKind.Utc);
    private readonly Mock<IPackReader> _reader = new(MockBehavior.Strict);
    private readonly Mock<ILogReader> _logs = new(MockBehavior.Strict);

    public QuestionReaderTests()
    {
        _reader.Setup(reader => reader.NodesAsync(It.IsAny<CancellationToken>())).ReturnsAsync(["gpu-node", "gpu-node-3060"]);
        _reader.Setup(reader => reader.ServicesAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(["nginx.service", "ollama.service"]);
        _reader.Setup(reader => reader.BootTemplatesAsync(It.IsAny<CancellationToken>())).ReturnsAsync([7]);
    }

    [Fact]
    public async Task Names_and_times_are_found_and_the_rest_is_the_topic()
    {
        IncidentSubject subject =
            await ReadAsync(new IncidentQuestion("why did ollama on gpu-node stop answering around 03:10?"));

        Assert.Equal(["gpu-node"], subject.Nodes);
        Assert.Equal(["ollama.service"], subject.Services);
        Assert.Equal((WindowSource.Question, "around 03:10"), (subject.Source, subject.Phrase));
        Assert.Equal("why did ollama on gpu-node stop answering ?", subject.Topic);
    }

    [Fact]
    public async Task What_is_given_wins()
    {
        IncidentSubject subject = await ReadAsync(new IncidentQuestion(
            "what about gpu-node at 03:10?", Now.AddHours(-5), Now.AddHours(-4), "gpu-node-3060", "nginx.service"));

        Assert.Equal((WindowSource.Given, new TimeWindow(Now.AddHours(-5), Now.AddHours(-4))), (subject.Source, subject.Window));
        Assert.Equal(["gpu-node-3060"], subject.Nodes);
        Assert.Equal(["nginx.service"], subject.Services);
    }

    [Fact]
    public async Task One_end_alone_is_an_hour_or_until_now()
    {
        Assert.Equal(
            new TimeWindow(Now.AddHours(-3), Now.AddHours(-2)),
                (await ReadAsync(new IncidentQuestion("", Until: Now.AddHours(-2)))).Window);
        Assert.Equal(new TimeWindow(Now.AddHours(-2), Now), (await ReadAsync(new IncidentQuestion("", Since: Now.AddHours(-2))))
            .Window);
    }

    [Fact]
    public async Task Since_the_reboot_begins_shortly_before_the_last_one_of_the_node()
    {
        DateTime boot = Now.AddHours(-6);
        SetUpBoot("gpu-node", boot);

        IncidentSubject subject = await ReadAsync(new IncidentQuestion("anything wrong on gpu-node since the reboot?"));

        Assert.Equal((WindowSource.Boot, new TimeWindow(boot.AddMinutes(-10), Now)), (subject.Source, subject.Window));
    }

    [Theory]
    [InlineData("gpu-node is odd since the reboot of gpu-node-3060", "gpu-node-3060")]
    [InlineData("gpu-node is odd since gpu-node-3060 was rebooted", "gpu-node-3060")]
    [InlineData("gpu-node-3060 is odd, all since gpu-node came back up", "gpu-node")]
    public async Task A_reboot_is_the_one_of_the_machine_that_rebooted(string question, string node)
    {
        SetUpBoot(node, Now.AddHours(-2));

        IncidentSubject subject = await ReadAsync(new IncidentQuestion(question));

        Assert.Equal(
            (WindowSource.Boot, new TimeWindow(Now.AddHours(-2).AddMinutes(-10), Now)), (subject.Source, subject.Window));
        Assert.Equal(["gpu-node", "gpu-node-3060"], subject.Nodes);
    }

    [Theory]
    [InlineData(-2, WindowSource.Boot)]
    [InlineData(-20, WindowSource.Question)]
    public async Task A_reboot_counts_when_it_was_within_the_time_that_is_named(int hours, WindowSource expected)
    {
        SetUpBoot("gpu-node", Now.AddHours(hours));

        IncidentSubject subject = await ReadAsync(new IncidentQuestion("gpu-node is slow since the reboot this morning"));

        Assert.Equal(expected, subject.Source);
    }

    [Fact]
    public async Task The_restart_of_a_service_is_no_reboot() => Assert.Equal(
        WindowSource.Default, (await ReadAsync(new IncidentQuestion("gpu-node is slow since the restart of nginx"))).Source);

    private void SetUpBoot(string node, DateTime boot)
    {
        LogEvent log = new(1, boot, boot, node, "kernel", Level.Info, "Linux version 6.1", 7, null, null, EventFlags.None);
        _logs.Setup(logs => logs.NewestOfTemplatesAsync(
                new long[] { 7 }, It.Is<LogFilter>(filter => filter.Node == node), 1, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Dictionary<long, IReadOnlyList<LogEvent>> { [7] = [log] });
    }

    [Fact]
    public async Task Without_any_time_it_is_the_last_hour()
    {
        IncidentSubject subject = await ReadAsync(new IncidentQuestion("why is it slow?"));

        Assert.Equal((WindowSource.Default, new TimeWindow(Now.AddHours(-1), Now)), (subject.Source, subject.Window));
        Assert.Null(subject.Phrase);
    }

    private Task<IncidentSubject> ReadAsync(IncidentQuestion question) =>
        new QuestionReader(_reader.Object, _logs.Object, new ManualTime(new DateTimeOffset(Now))).ReadAsync(question, CancellationToken.None);
}
