using DevMesh.Domain.Takeover;

namespace DevMesh.Tests.Takeover;

public sealed class OldTimesTests
{
    private static readonly OldTimes Berlin = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    [Theory]
    [InlineData("2026-11-20 10:00:00.123456", OldKind.LocalTime, "2026-11-20T09:00:00.1234560Z")]
    [InlineData("2026-07-01 10:00:00", OldKind.LocalTime, "2026-07-01T08:00:00.0000000Z")]
    [InlineData("2026-07-01", OldKind.LocalTime, "2026-06-30T22:00:00.0000000Z")]
    [InlineData("2026-10-25 02:30:00", OldKind.LocalTime, "2026-10-25T01:30:00.0000000Z")] // occurs twice: the second one
    [InlineData("2026-03-29 02:30:00", OldKind.LocalTime, "2026-03-29T01:30:00.0000000Z")] // is left out
    [InlineData("1767225600.123456", OldKind.Instant, "2026-01-01T00:00:00.1234560Z")]
    [InlineData("1767225600", OldKind.Number, "2026-01-01T00:00:00.0000000Z")]
    [InlineData("1767225600.5", OldKind.Number, "2026-01-01T00:00:00.5000000Z")]
    [InlineData("1767225600123", OldKind.Number, "2026-01-01T00:00:00.1230000Z")]
    [InlineData("1767225600123456", OldKind.Number, "2026-01-01T00:00:00.1234560Z")]
    [InlineData("1767225600123456789", OldKind.Number, "2026-01-01T00:00:00.1234560Z")]
    [InlineData("1.7672256e9", OldKind.Number, "2026-01-01T00:00:00.0000000Z")]
    [InlineData("2026-01-01T01:00:00+01:00", OldKind.Text, "2026-01-01T00:00:00.0000000Z")]
    [InlineData(" 2026-01-01T01:00:00.25 ", OldKind.Text, "2026-01-01T00:00:00.2500000Z")]
    [InlineData("1767225600", OldKind.Text, "2026-01-01T00:00:00.0000000Z")]
    public void A_time_is_read_as_UTC(string text, OldKind kind, string utc) => Assert.Equal(utc, $"{Berlin.Read(text, kind):O}");

    [Theory]
    [InlineData(null, OldKind.LocalTime)]
    [InlineData("", OldKind.Text)]
    [InlineData("0000-00-00 00:00:00", OldKind.LocalTime)]
    [InlineData("yesterday", OldKind.Text)]
    [InlineData("1e300", OldKind.Number)]
    [InlineData("9e27", OldKind.Number)]
    [InlineData("0001-01-01 00:00:00", OldKind.LocalTime)] // before all times, in UTC
    public void What_is_no_time_is_none(string? text, OldKind kind) => Assert.Null(Berlin.Read(text, kind));
}
