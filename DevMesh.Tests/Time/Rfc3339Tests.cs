using DevMesh.Domain.Time;

namespace DevMesh.Tests.Time;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-22T07:30:00Z", "2026-11-22T07:30:00.000000Z")]
    [InlineData("2026-11-22t07:30:00z", "2026-11-22T07:30:00.000000Z")]
    [InlineData("2026-11-22 07:30:00Z", "2026-11-22T07:30:00.000000Z")]
    [InlineData("2026-11-22T07:30:00.5Z", "2026-11-22T07:30:00.500000Z")]
    [InlineData("2026-11-22T07:30:00.123456Z", "2026-11-22T07:30:00.123456Z")]
    [InlineData("2026-11-22T07:30:00.123456999Z", "2026-11-22T07:30:00.123456Z")]
    [InlineData("2026-11-22T09:30:00.25+02:00", "2026-11-22T07:30:00.250000Z")]
    [InlineData("2026-11-21T23:45:00-07:45", "2026-11-22T07:30:00.000000Z")]
    [InlineData("2026-11-22T07:30:00-00:00", "2026-11-22T07:30:00.000000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    public void A_time_with_its_offset_is_read_as_UTC(string text, string utc)
    {
        Assert.True(Rfc3339.TryParse(text, out DateTime read));
        Assert.Equal(DateTimeKind.Utc, read.Kind);
        Assert.Equal(utc, Rfc3339.Format(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T07:30:00")]
    [InlineData("2026-11-22T07:30:00 ")]
    [InlineData("2026-11-22T07:30:00.Z")]
    [InlineData("2026-11-22T07:30:00.5")]
    [InlineData("2026-11-22T07:30:00ZZ")]
    [InlineData("2026-11-22T07:30:00+0200")]
    [InlineData("2026-11-22T07:30:00+02:60")]
    [InlineData("2026-11-22T07:30:00+24:00")]
    [InlineData("2026-11-22T07:30:00 02:00")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-11-00T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-11-22T07:60:00Z")]
    [InlineData("2026-11-22T07:30:61Z")]
    [InlineData("2026-11-22T07:30:+1Z")]
    [InlineData("-026-11-22T07:30:00Z")]
    [InlineData("٢٠٢٦-11-22T07:30:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("1763796600")]
    public void Anything_else_is_refused(string text) => Assert.False(Rfc3339.TryParse(text, out _));

    [Fact]
    public void The_bytes_are_those_of_the_text()
    {
        DateTime time = new DateTime(2026, 11, 22, 7, 30, 0, DateTimeKind.Utc).AddMicroseconds(42);
        byte[] bytes = new byte[Rfc3339.WrittenLength];
        Rfc3339.Format(time, bytes);
        Assert.Equal(Rfc3339.Format(time), System.Text.Encoding.ASCII.GetString(bytes));
    }
}
