namespace Nightingale.Bench;

/// <summary>What was measured of one thing, in any unit.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public static Samples Of(IEnumerable<double> values)
    {
        var samples = new Samples();
        samples._values.AddRange(values);
        return samples;
    }

    public int Count => _values.Count;

    public double Median => Percentile(50);

    public double Least => _values.Count == 0 ? double.NaN : _values.Min();

    public double Most => _values.Count == 0 ? double.NaN : _values.Max();

    public void Add(double value) => _values.Add(value);

    public void Add(TimeSpan time) => _values.Add(time.TotalMilliseconds);

    /// <summary>The value that this share of all samples, in percent, does not exceed: nearest rank; the median of an even count is the mean of the middle two.</summary>
    public double Percentile(double percent)
    {
        if (_values.Count == 0) return double.NaN;
        var sorted = _values.Order().ToList();
        if (percent == 50 && sorted.Count % 2 == 0) return (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
        return sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
