using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Tests.Search.Values;

public sealed class ValueKeysTests
{
    [Theory]
    [InlineData("Failed password from 10.0.0.5 port 22", "10.0.0.5")]
    [InlineData("SRC=10.0.0.5 DST=10.0.0.1", "10.0.0.1")]
    [InlineData("connect to 10.0.0.5:443: refused", "10.0.0.5")]
    [InlineData("connect to 10.0.0.5: refused", "10.0.0.5:443")] // what is asked for is looked at in the message afterwards
    [InlineData("code ERROR-500.", "error-500")]
    [InlineData("estimate EST-2026-4711 sent", "EST-2026-4711")]
    [InlineData("container 3fa9c1d2e4b5aa77", "3fa9c1d2e4b5")] // a long id by the beginning that tools show
    [InlineData("container 3fa9c1d2e4b5", "3fa9c1d2e4b5aa77")]
    [InlineData("docker-3fa9c1d2e4b5aa77.scope", "3fa9c1d2e4b5")]
    [InlineData("C-0x9f777029a3be: a/b", "0x9f777029a3be")]
    [InlineData("id 782c9374-f956-4331-a08c-17275e2ae435", "782c9374-f956-4331-a08c-17275e2ae435")]
    [InlineData("MAC=bc:24:11:ac:e6:71:00:1b:21:3c:9d:f8:08:00", "bc:24:11:ac:e6:71")]
    [InlineData("MAC=bc:24:11:ac:e6:71:00:1b:21:3c:9d:f8:08:00", "00:1B:21:3C:9D:F8")]
    [InlineData("/var/log/app/21220db7.log", "21220db7.log")]
    [InlineData("/var/log/app/21220db7.log", "/var/log/app/21220db7.log")]
    [InlineData("from node7@10.0.0.5", "node7")]
    [InlineData("SHA256:L8BE/qToeVcjs9Af+kPTY", "SHA256:L8BE/qToeVcjs9Af+kPTY")]
    [InlineData("job 4711471 done", "4711471")]
    [InlineData("blk_-1608999687919862906", "blk_-1608999687919862906")]
    [InlineData("名前１ 日本語2", "日本語2")]
    public void A_value_in_a_message_has_the_key_that_asks_for_it(string message, string value) =>
        Assert.Contains(ValueKeys.OfQuery(value)!.Value, ValueKeys.Of(message, "", []));

    [Theory]
    [InlineData("took 14s, 29.031ms and 1h0m0s")]
    [InlineData("used 4.0G of 512MB and 31kB")]
    [InlineData("at 2026-11-20T08:15:30.123456Z, 08:15:30 and 2026-11-20")]
    [InlineData("port 60999 code 137 version 11.8.3")]
    [InlineData("a message without any")]
    [InlineData("")]
    public void What_counts_or_measures_has_no_key(string message) => Assert.Empty(ValueKeys.Of(message, "", []));

    [Fact]
    public void What_stands_in_the_template_is_no_value() =>
        Assert.Equal([ValueKeys.OfQuery("10.0.0.5")!.Value], ValueKeys.Of("ssh2 on ens18 from 10.0.0.5", "ssh2 on ens18 from <ip>", []));

    [Fact]
    public void Names_are_known_as_a_whole_and_each_value_once()
    {
        CanonicalVariable[] variables =
        [
            new(VariableType.User, "Alice", 5, 0), new(VariableType.User, "alice", 11, 0), new(VariableType.Number, "many", 0, 0), new(VariableType.Id, "", 0, 0),
        ];
        uint[] keys = ValueKeys.Of("user Alice alice from 10.0.0.5, 10.0.0.5", "", variables);
        Assert.Equal([ValueKeys.OfQuery("10.0.0.5")!.Value, ValueKeys.OfQuery("ALICE")!.Value], keys);
    }

    [Theory]
    [InlineData("137")]
    [InlineData("14s")]
    [InlineData("")]
    [InlineData("--")]
    public void A_query_for_what_is_not_indexed_has_no_key(string value) => Assert.Null(ValueKeys.OfQuery(value));

    [Fact]
    public void A_dump_has_no_more_keys_than_the_limit() =>
        Assert.Equal(ValueKeys.MaxKeys, ValueKeys.Of(string.Join(' ', Enumerable.Range(0, 200).Select(i => $"10.0.0.{i}")), "", []).Length);
}
