using System.Globalization;
using System.Text;

namespace Nightingale.Bench.Growth;

/// <summary>A line of a plot.</summary>
internal sealed record Series(string Name)
{
    public List<(double X, double Y)> Points { get; } = [];

    public void Add(double x, double y) => Points.Add((x, y));
}

/// <summary>Lines over two logarithmic axes, in milliseconds, as an SVG picture that reads in light and in dark.</summary>
/// <param name="Name">The file's name, without its end.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Unit">What the horizontal axis counts.</param>
/// <param name="Lines">At least one.</param>
internal sealed record Plot(string Name, string Title, string Unit, IReadOnlyList<Series> Lines)
{
    private const double Left = 80, Right = 560, Top = 50, Bottom = 310;
    private static readonly string[] Colours = ["#2f81f7", "#d29922", "#8b949e", "#3fb950"];

    public string Svg()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        var (x, y) = (new Axis(points.Select(point => point.X), Left, Right), new Axis(points.Select(point => point.Y), Bottom, Top));
        var svg = new StringBuilder();
        Append(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 370" font-family="sans-serif" font-size="12" fill="#6e7781"><title>{Title}</title>""");
        Append(svg, $"""<text x="{Left}" y="25" font-size="15">{Title}, ms</text>""");
        foreach (var (value, at) in x.Decades())
            Append(svg, $"""<path d="M{at:0} {Top}V{Bottom}" stroke="#6e7781" stroke-opacity=".25"/><text x="{at:0}" y="{Bottom + 18}" text-anchor="middle">{value:#,0.###}</text>""");
        foreach (var (value, at) in y.Decades())
            Append(svg, $"""<path d="M{Left} {at:0}H{Right}" stroke="#6e7781" stroke-opacity=".25"/><text x="{Left - 8}" y="{at + 4:0}" text-anchor="end">{value:#,0.###}</text>""");
        Append(svg, $"""<text x="{(Left + Right) / 2}" y="{Bottom + 40}" text-anchor="middle">{Unit}</text>""");
        foreach (var (line, colour) in Lines.Zip(Colours))
        {
            var (last, at) = (line.Points[^1], string.Join(' ', line.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{x.Of(point.X):0.0},{y.Of(point.Y):0.0}"))));
            Append(svg, $"""<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="2"/>""");
            Append(svg, $"""<text x="{Right + 8}" y="{y.Of(last.Y) + 4:0}" fill="{colour}">{line.Name}</text>""");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>A logarithmic axis over whole decades.</summary>
    private sealed class Axis(IEnumerable<double> values, double from, double to)
    {
        private readonly (double Least, double Most) _decades = (Math.Floor(Math.Log10(values.Min())), Math.Ceiling(Math.Log10(values.Max())));

        public double Of(double value) => from + ((Math.Log10(value) - _decades.Least) / Math.Max(1, _decades.Most - _decades.Least) * (to - from));

        public IEnumerable<(double Value, double At)> Decades()
        {
            for (var decade = _decades.Least; decade <= _decades.Most; decade++) yield return (Math.Pow(10, decade), Of(Math.Pow(10, decade)));
        }
    }
}
