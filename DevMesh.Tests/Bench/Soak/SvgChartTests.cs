using System.Xml.Linq;
using DevMesh.Bench.Soak;

namespace DevMesh.Tests.Bench.Soak;

public sealed class SvgChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Each_line_is_drawn_from_left_to_right_and_higher_values_higher_up()
    {
        XElement root = Draw(new SvgPanel("Rate <of> it", "logs/s", [new SvgLine("stored", "blue", [0, 10, 5])]));

        double[][] points = Points(Assert.Single(root.Descendants(Svg + "polyline")));
        Assert.Equal(points.OrderBy(point => point[0]), points);
        Assert.True(points[1][1] < points[2][1] && points[2][1] < points[0][1], "the highest value is the highest point");
        Assert.Contains(root.Descendants(Svg + "text"), text => text.Value == "Rate <of> it");
        Assert.Contains(root.Descendants(Svg + "text"), text => text.Value == "10 logs/s");
    }

    [Fact]
    public void What_was_not_measured_leaves_no_point()
    {
        XElement root = Draw(
            new SvgPanel("one", "ms", [new SvgLine("p50", "red", [1, double.NaN, 2])]),
            new SvgPanel("none", "ms", [new SvgLine("p50", "red", [double.NaN])]));

        Assert.Equal([2, 0], root.Descendants(Svg + "polyline").Select(line => Points(line).Length));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 0.4)]
    [InlineData(4, 4)]
    [InlineData(1234, 2000)]
    [InlineData(9001, 10_000)]
    public void The_axis_ends_at_a_round_number(double most, double end) => Assert.Equal(end, SvgChart.NiceAbove(most), precision: 9);

    private static XElement Draw(params SvgPanel[] panels) => XDocument.Parse(SvgChart.Draw("minute", panels)).Root!;

    private static double[][] Points(XElement line) =>
    [
        .. line.Attribute("points")!.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(point => point.Split(',').Select(double.Parse).ToArray()),
    ];
}
