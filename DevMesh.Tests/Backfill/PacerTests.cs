using DevMesh.Domain.Backfill;
using DevMesh.Functions.Backfill;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Backfill;

public sealed class PacerTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly LogLines _lines = new();
    private readonly Mock<IThermometer> _thermometer = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Without_a_ceiling_the_pause_is_the_delay() =>
        Assert.Equal([2, 2, 2], Pauses(new PaceOptions(50, TimeSpan.FromSeconds(2)), 0.1, 500, 0.1));

    [Fact]
    public void Slow_batches_lengthen_the_pauses_twice_as_much_each_time_and_quick_ones_take_it_back()
    {
        PaceOptions options = new(50, TimeSpan.FromSeconds(2), LatencyCeiling: TimeSpan.FromSeconds(5));
        Assert.Equal([2, 3, 4, 6, 4, 3, 2, 2], Pauses(options, 4.9, 5.1, 6, 6, 1, 1, 1, 1));
    }

    [Fact]
    public void A_pause_is_never_longer_than_the_delay_and_a_minute()
    {
        PaceOptions options = new(50, TimeSpan.FromSeconds(2), LatencyCeiling: TimeSpan.FromSeconds(5));
        Assert.Equal(62, Pauses(options, [.. Enumerable.Repeat(9.0, 20)])[^1]);
    }

    [Fact]
    public void Heat_lengthens_the_pauses_and_a_thermometer_that_cannot_be_read_does_not()
    {
        _thermometer.SetupSequence(thermometer => thermometer.Read()).Returns(80).Returns(75.1).Returns(75).Returns((double?)null);
        Assert.Equal([1, 2, 1, 0], Pauses(new PaceOptions(50, TimeSpan.Zero, TemperatureCeiling: 75), 1, 1, 1, 1));
    }

    [Theory]
    [InlineData("45123\n", 45.123)]
    [InlineData("71", 71.0)]
    [InlineData("70.5", 70.5)]
    [InlineData("", null)]
    [InlineData("hot", null)]
    [InlineData("NaN", null)]
    public void A_file_may_hold_degrees_or_thousandths(string text, double? degrees)
    {
        File.WriteAllText(_file, text);
        FileThermometer thermometer = new(_file, _lines.Logger<FileThermometer>());
        Assert.Equal(degrees, thermometer.Read());
        Assert.Equal(degrees, thermometer.Read());
        Assert.Equal(degrees is null ? 1 : 0, _lines.All.Count);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_of_once()
    {
        FileThermometer thermometer = new("/no/such/file", _lines.Logger<FileThermometer>());
        Assert.Null(thermometer.Read());
        Assert.Null(thermometer.Read());
        Assert.Contains("BACKFILL_TEMPERATURE_FILE", Assert.Single(_lines.All).Message, StringComparison.Ordinal);
    }

    private double[] Pauses(PaceOptions options, params double[] seconds)
    {
        Pacer pacer = new(options, _thermometer.Object, TimeProvider.System, _lines.Logger<Pacer>());
        return [.. seconds.Select(each => pacer.NextPause(TimeSpan.FromSeconds(each)).TotalSeconds)];
    }
}
