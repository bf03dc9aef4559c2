using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nightingale.Bench.Growth;
using Spectre.Console;

namespace Nightingale.Bench;

/// <summary>The result of a benchmark: a table, on which machine, and how to get it again.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Rows">One a comparison.</param>
/// <param name="Reproduce">The command line.</param>
/// <param name="Notes">How the contenders were measured, so that a reader can judge whether it is fair.</param>
internal sealed record Report(string Title, IReadOnlyList<ReportRow> Rows, string Reproduce, IReadOnlyList<string> Notes)
{
    /// <summary>Pictures of it.</summary>
    public IReadOnlyList<Plot> Plots { get; init; } = [];

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    /// <summary>Whether everything reached what it must.</summary>
    public bool Holds => Rows.Count > 0 && Rows.All(row => row.Holds);

    /// <summary>Absolute times are this machine's; ratios are what counts.</summary>
    public static string Machine => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024):0} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    /// <summary>For people.</summary>
    public string Text()
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var heading in (string[])["WHAT", "OURS", "AGAINST", "RATIO", "MUST BE", ""]) table.AddColumn(new TableColumn(heading).NoWrap().Padding(0, 0, 2, 0));
        foreach (var row in Rows) table.AddRow(row.Cells.Select(cell => new Spectre.Console.Text(cell)));
        using var drawn = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(drawn) });
        console.Profile.Width = 10_000;
        console.Write(table);
        return string.Join('\n', [Title, Machine, "", .. drawn.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()), "", .. Notes.Select(note => $"- {note}"), "", $"Again: {Reproduce}"]);
    }

    /// <summary>For programs.</summary>
    public string Json() => JsonSerializer.Serialize(
        new { Title, Machine, Rows = Rows.Select(row => new { row.What, row.Ours, row.Against, row.Ratio, row.Must, row.Holds }), Notes, Reproduce, Holds },
        Indented);
}

/// <summary>A comparison.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">Nightingale's figure, with its unit: of several rounds the median, and in brackets the least and the most.</param>
/// <param name="Against">The peer's or the raw limit's in the same run; empty where a bound stands alone.</param>
/// <param name="Ratio">Ours to the other's, or the difference.</param>
/// <param name="Must">What it has to reach; empty where nothing is demanded.</param>
/// <param name="Holds">Whether it does.</param>
internal sealed record ReportRow(string What, string Ours, string Against, string Ratio, string Must, bool Holds)
{
    public IReadOnlyList<string> Cells => [What, Ours, Against, Ratio, Must, Must.Length == 0 ? "" : Holds ? "ok" : "MISSED"];

    /// <summary>Ours may take at most so many times the other's.</summary>
    public static ReportRow AtMost(string what, Samples ours, Samples against, double most, string unit = "ms") =>
        Of(what, ours, against, unit, string.Create(CultureInfo.InvariantCulture, $"<= {most}"), ours.Median / against.Median <= most);

    /// <summary>Ours must be at least so many times the other's.</summary>
    public static ReportRow AtLeast(string what, Samples ours, Samples against, double least, string unit) =>
        Of(what, ours, against, unit, string.Create(CultureInfo.InvariantCulture, $">= {least}"), ours.Median / against.Median >= least);

    /// <summary>Ours may exceed the other's by at most so much.</summary>
    public static ReportRow Over(string what, Samples ours, Samples against, double most, string unit = "ms")
    {
        var over = ours.Median - against.Median;
        return new(what, Figure(ours, unit), Figure(against, unit), string.Create(CultureInfo.InvariantCulture, $"{over:+0;-0} {unit}"), $"<= +{Figure(most, unit)}", over <= most);
    }

    /// <summary>A figure with a bound of its own, which the median keeps to.</summary>
    public static ReportRow Bound(string what, Samples ours, double most, string unit = "ms") =>
        new(what, Figure(ours, unit), "", "", $"<= {Figure(most, unit)}", ours.Median <= most);

    /// <summary>A figure with a bound of its own.</summary>
    public static ReportRow Bound(string what, double ours, double most, string unit = "ms") =>
        new(what, Figure(ours, unit), "", "", $"<= {Figure(most, unit)}", ours <= most);

    /// <summary>A figure that the median must reach.</summary>
    public static ReportRow AtLeast(string what, Samples ours, double least, string unit) =>
        new(what, Figure(ours, unit), "", "", $">= {Figure(least, unit)}", ours.Median >= least);

    /// <summary>A count that must be reached.</summary>
    public static ReportRow AtLeast(string what, double ours, double least, string unit) =>
        new(what, Figure(ours, unit), "", "", $">= {Figure(least, unit)}", ours >= least);

    /// <summary>A comparison of which nothing is demanded.</summary>
    public static ReportRow Compare(string what, Samples ours, Samples against, string unit = "ms") => Of(what, ours, against, unit, "", holds: true);

    /// <summary>A figure of which nothing is demanded.</summary>
    public static ReportRow Plain(string what, Samples ours, string unit = "ms") => new(what, Figure(ours, unit), "", "", "", Holds: true);

    /// <summary>A figure of which nothing is demanded.</summary>
    public static ReportRow Plain(string what, double ours, string unit = "ms") => new(what, Figure(ours, unit), "", "", "", Holds: true);

    private static ReportRow Of(string what, Samples ours, Samples against, string unit, string must, bool holds) =>
        new(what, Figure(ours, unit), Figure(against, unit), (ours.Median / against.Median).ToString("0.00", CultureInfo.InvariantCulture), must, holds);

    /// <summary>The median, and from where to where the rounds went.</summary>
    private static string Figure(Samples samples, string unit) =>
        samples.Count < 2 ? Figure(samples.Median, unit) : $"{Figure(samples.Median, unit)} ({Number(samples.Least)}–{Number(samples.Most)})";

    private static string Figure(double value, string unit) => $"{Number(value)} {unit}".TrimEnd();

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture);
}
