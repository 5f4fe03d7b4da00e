using System.Net;
using DevMesh.Functions.Access;
using DevMesh.Functions.Settings;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Access;

public sealed class ClientAddressTests
{
    [Theory]
    // Nobody is trusted: the header is anybody's.
    [InlineData("", "192.0.2.1", "10.0.0.1", "192.0.2.1")]
    [InlineData("10.0.0.0/8", "192.0.2.1", "10.0.0.1", "192.0.2.1")]
    // One proxy, by address or network, of either family.
    [InlineData("10.0.0.2", "10.0.0.2", "192.0.2.7", "192.0.2.7")]
    [InlineData("10.0.0.0/8", "10.9.8.7", "192.0.2.7", "192.0.2.7")]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", "192.0.2.7", "192.0.2.7")]
    [InlineData("fd00::/8", "fd00::1", "2001:db8::7", "2001:db8::7")]
    [InlineData("fe80::/10", "fe80::1%3", "192.0.2.7", "192.0.2.7")]
    // What the client made up stands to the left of what the proxy saw.
    [InlineData("10.0.0.2", "10.0.0.2", "10.1.1.1, 192.0.2.7", "192.0.2.7")]
    // A chain is walked from the right, over those that are trusted.
    [InlineData("10.0.0.0/8, 203.0.113.5", "10.0.0.2", "198.51.100.1, 192.0.2.7, 203.0.113.5, 10.0.0.3", "192.0.2.7")]
    [InlineData("10.0.0.0/8", "10.0.0.2", "10.0.0.9,10.0.0.3", "10.0.0.9")]
    // With ports, as some proxies write them.
    [InlineData("10.0.0.2", "10.0.0.2", "192.0.2.7:51234", "192.0.2.7")]
    [InlineData("10.0.0.2", "10.0.0.2", "[2001:db8::7]:51234", "2001:db8::7")]
    [InlineData("10.0.0.2", "10.0.0.2", "::ffff:192.0.2.7", "192.0.2.7")]
    // Nothing, or nonsense: the last one that somebody trusted has told.
    [InlineData("10.0.0.2", "10.0.0.2", "", "10.0.0.2")]
    [InlineData("10.0.0.2", "10.0.0.2", " , ,", "10.0.0.2")]
    [InlineData("10.0.0.2", "10.0.0.2", "unknown", "10.0.0.2")]
    [InlineData("10.0.0.0/8", "10.0.0.2", "192.0.2.7, _hidden, 10.0.0.3", "10.0.0.3")]
    [InlineData("10.0.0.0/8", "10.0.0.2", "<script>\u001b[31m", "10.0.0.2")]
    public void The_header_is_believed_as_far_as_the_hops_are_trusted(string trusted, string peer, string header, string expected)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Headers["X-Forwarded-For"] = header;
        Assert.Equal(expected, Addresses(trusted).Of(context).ToString());
    }

    [Fact]
    public void Several_headers_are_one_list_and_a_long_one_is_not_read_to_its_end()
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.2");
        context.Request.Headers["X-Forwarded-For"] = new[] { "192.0.2.1", "192.0.2.7, 10.0.0.3" };
        Assert.Equal("192.0.2.7", Addresses("10.0.0.0/8").Of(context).ToString());
        context.Request.Headers["X-Forwarded-For"] =
            "192.0.2.1" + string.Concat(Enumerable.Range(1, 1000).Select(i => $",10.0.{i / 250}.{i % 250}"));
        Assert.StartsWith("10.0.", Addresses("10.0.0.0/8").Of(context).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_without_an_address_has_none() =>
        Assert.Equal(IPAddress.None, Addresses("10.0.0.2").Of(new DefaultHttpContext()));

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::", "2001:db8:1:2::/64")]
    public void Failures_are_counted_by_address_and_by_network_of_IPv6(string address, string counted) =>
        Assert.Equal(counted, ClientAddress.CountedBy(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("localhost")]
    [InlineData("10.0.0.1;10.0.0.2")]
    public void What_is_no_address_and_no_network_is_refused_as_a_setting(string text)
    {
        SettingsException refused = Assert.Throws<SettingsException>(() => Read(text));
        Assert.StartsWith(
            $"TRUSTED_PROXIES: '{text}' is not that; accepted: IP addresses",
            Assert.Single(refused.Errors),
            StringComparison.Ordinal);
    }

    private static ClientAddress Addresses(string trusted) => new(Read(trusted));

    private static DevMeshSettings Read(string trusted) => SettingsReader.Read(new Dictionary<string, string>
    {
        ["MARIADB_CONNECTION"] = "Server=127.0.0.1", ["TRUSTED_PROXIES"] = trusted,
    }).Settings;
}
