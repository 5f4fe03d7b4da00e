using System.Globalization;
using System.Xml.Linq;

namespace DevMesh.Bench.Soak;

/// <param name="Color">As CSS names one.</param>
internal sealed record SvgLine(string Name, string Color, IReadOnlyList<double> Values);

/// <param name="Unit">Of its vertical axis, which begins at 0.</param>
internal sealed record SvgPanel(string Title, string Unit, IReadOnlyList<SvgLine> Lines);

/// <summary>Lines over the same horizontal axis, panel under panel, as an SVG file that needs nothing else.</summary>
internal static class SvgChart
{
    private const int Width = 760;
    private const int PanelHeight = 190;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 40;
    private const int Bottom = 30;
    private const int Steps = 4;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <param name="axis">What the values' places are, the first of them 1.</param>
    public static string Draw(string axis, IReadOnlyList<SvgPanel> panels)
    {
        int height = panels.Count * PanelHeight;
        XElement root = new(
            Svg + "svg", new XAttribute("viewBox", $"0 0 {Width} {height}"), new XAttribute("width", Width), new XAttribute("height", height),
            new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 12),
            new XElement(Svg + "rect", new XAttribute("width", Width), new XAttribute("height", height), new XAttribute("fill", "white")));
        for (int i = 0; i < panels.Count; i++)
        {
            root.Add(Panel(panels[i], i * PanelHeight, axis));
        }

        return new XDocument(root).ToString();
    }

    private static IEnumerable<XElement> Panel(SvgPanel panel, int offset, string axis)
    {
        double[] all = [.. panel.Lines.SelectMany(line => line.Values).Where(double.IsFinite)];
        double most = NiceAbove(all.Length == 0 ? 0 : all.Max());
        int places = panel.Lines.Max(line => line.Values.Count);
        double Y(double value) => offset + PanelHeight - Bottom - (value / most * (PanelHeight - Top - Bottom));
        double X(int place) => Left + (places < 2 ? 0 : (double)place / (places - 1) * (Width - Left - Right));

        yield return Text(Left, offset + 18, panel.Title, "start", "black", bold: true);
        double legend = Width - Right;
        foreach (SvgLine line in panel.Lines.Reverse())
        {
            yield return Text(legend, offset + 18, line.Name, "end", line.Color);
            legend -= (line.Name.Length * 7) + 18;
        }

        for (int step = 0; step <= Steps; step++)
        {
            double value = most * step / Steps;
            yield return new XElement(
                Svg + "line", At("x1", Left), At("x2", Width - Right), At("y1", Y(value)), At("y2", Y(value)),
                new XAttribute("stroke", step == 0 ? "#888" : "#ddd"));
            string unit = step == Steps ? $" {panel.Unit}" : "";
            yield return Text(Left - 6, Y(value) + 4, value.ToString(most < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture) + unit, "end", "#555");
        }

        for (int place = 0; place < places; place += Math.Max(1, places / 10))
        {
            yield return Text(X(place), offset + PanelHeight - Bottom + 16, $"{place + 1}", "middle", "#555");
        }

        yield return Text(Left - 6, offset + PanelHeight - Bottom + 16, axis, "end", "#555");
        foreach (SvgLine line in panel.Lines)
        {
            string points = string.Join(' ', line.Values.Select((value, place) => (value, place)).Where(each => double.IsFinite(each.value))
                .Select(each => string.Create(CultureInfo.InvariantCulture, $"{X(each.place):0.#},{Y(each.value):0.#}")));
            yield return new XElement(
                Svg + "polyline", new XAttribute("points", points), new XAttribute("fill", "none"), new XAttribute("stroke", line.Color),
                new XAttribute("stroke-width", 2));
        }
    }

    private static XElement Text(double x, double y, string text, string anchor, string color, bool bold = false)
    {
        XElement element = new(
            Svg + "text", At("x", x), At("y", y), new XAttribute("text-anchor", anchor), new XAttribute("fill", color), text);
        if (bold)
        {
            element.Add(new XAttribute("font-weight", "bold"));
        }

        return element;
    }

    private static XAttribute At(string name, double value) => new(name, value.ToString("0.#", CultureInfo.InvariantCulture));

    /// <summary>The next of 1, 2, 4, 5, 8 and 10 times a power of ten.</summary>
    internal static double NiceAbove(double value)
    {
        if (value <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1.0, 2, 4, 5, 8, 10 }.Select(step => step * power).First(step => step >= value * (1 - 1e-9));
    }
}
