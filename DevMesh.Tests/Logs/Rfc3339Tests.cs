using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Logs;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000000Z")]
    [InlineData("2026-11-22t10:00:00z", "2026-11-22T10:00:00.000000Z")]
    [InlineData("2026-11-22 10:00:00+00:00", "2026-11-22T10:00:00.000000Z")]
    [InlineData("2026-11-22T10:00:00.5Z", "2026-11-22T10:00:00.500000Z")]
    [InlineData("2026-11-22T10:00:00.123456789Z", "2026-11-22T10:00:00.123456Z")]
    [InlineData("2026-11-22T01:30:00+02:30", "2026-11-21T23:00:00.000000Z")]
    [InlineData("2026-12-31T23:59:59.999999-01:00", "2027-01-01T00:59:59.999999Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z")]
    public void A_time_with_offset_is_read_into_UTC(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(text, out DateTime utc));
        Assert.Equal(DateTimeKind.Utc, utc.Kind);
        Assert.Equal(expected, Rfc3339.Format(utc));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T10:00:00")]
    [InlineData("2026-11-22T10:00Z")]
    [InlineData("2026-11-22T10:00:60Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-13-01T10:00:00Z")]
    [InlineData("2026-11-22T10:00:00.Z")]
    [InlineData("2026-11-22T10:00:00.1234567890Z")]
    [InlineData("2026-11-22T10:00:00+25:00")]
    [InlineData("2026-11-22T10:00:00+0100")]
    [InlineData("2026-11-22T10:00:00Z ")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("Sun Nov 22 10:00:00 2026")]
    public void Anything_else_is_refused(string text) => Assert.False(Rfc3339.TryParse(text, out _));
}
