using DevMesh.Domain.Retention;

namespace DevMesh.Tests.Retention;

public sealed class RetentionPolicyTests
{
    private static readonly DateTime Now = new(2026, 11, 24, 2, 30, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("node:gpu-node=7", "Node gpu-node 7")]
    [InlineData(" service:nginx.service=0 , node:a=36500,", "Service nginx.service 0, Node a 36500")]
    [InlineData("service:a=b:c=3", "Service a=b:c 3")]
    [InlineData("", "")]
    public void Overrides_are_read(string text, string expected)
    {
        Assert.True(RetentionOverride.TryParseAll(text, out IReadOnlyList<RetentionOverride>? overrides));
        Assert.Equal(expected, string.Join(", ", overrides.Select(each => $"{each.Scope} {each.Name} {each.Days}")));
    }

    [Theory]
    [InlineData("gpu-node=7")]
    [InlineData("host:gpu-node=7")]
    [InlineData("node:gpu-node")]
    [InlineData("node:=7")]
    [InlineData("node:a=-1")]
    [InlineData("node:a=36501")]
    [InlineData("node:a=7d")]
    [InlineData("node:a=7, node:a=8")]
    public void What_is_no_override_is_refused(string text) => Assert.False(RetentionOverride.TryParseAll(text, out _));

    [Theory]
    [InlineData("web", "cron.service", 30)]
    [InlineData("gpu-node", "cron.service", 90)]
    [InlineData("web", "nginx.service", 3)]
    [InlineData("gpu-node", "nginx.service", 90)]
    [InlineData("gpu-node", "audit.service", null)]
    [InlineData("short", "nginx.service", 3)]
    public void The_longer_of_a_nodes_and_a_services_days_holds(string node, string service, int? days)
    {
        RetentionPolicy policy = new(
            30, Parse("node:gpu-node=90, node:short=1, service:nginx.service=3, service:audit.service=0"));

        Assert.Equal(1, policy.ShortestDays);
        Assert.False(policy.IsExpired(Log(node, service, Now.AddDays(-days ?? -36_500)), Now));
        Assert.Equal(days is not null, policy.IsExpired(Log(node, service, Now.AddDays(-days ?? -36_500).AddTicks(-1)), Now));
    }

    [Fact]
    public void Nothing_is_ever_past_no_days()
    {
        RetentionPolicy policy = new(0, Parse("node:a=0"));
        Assert.Null(policy.ShortestDays);
        Assert.False(policy.IsExpired(Log("a", "s", DateTime.MinValue), Now));
    }

    private static StoredLog Log(string node, string service, DateTime receivedAt) => new(1, Now, receivedAt, node, service);

    private static IReadOnlyList<RetentionOverride> Parse(string text)
    {
        Assert.True(RetentionOverride.TryParseAll(text, out IReadOnlyList<RetentionOverride>? overrides));
        return overrides;
    }
}
