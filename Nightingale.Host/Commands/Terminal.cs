using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Nightingale.Host.Commands;

/// <summary>All that a command knows of the process that it runs in.</summary>
/// <param name="Output">What was asked for goes here.</param>
/// <param name="Error">Progress and problems go here, so that output stays clean in pipes.</param>
/// <param name="Environment">The value of an environment variable, or null.</param>
/// <param name="Time">The clock.</param>
/// <param name="Colours">Whether output may hold ANSI sequences.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, Func<string, string?> Environment, TimeProvider Time, bool Colours)
{
    // In pipes a table is as wide as it needs to be: lines that break cannot be searched.
    private const int Unbroken = 10_000;

    private const int Narrowest = 80;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The names of all environment variables.</summary>
    public IReadOnlyCollection<string> Variables { get; init; } = [];

    /// <summary>Asks for what must not be seen; null: nothing was given.</summary>
    public Func<string, CancellationToken, Task<string?>> AskSecret { get; init; } = (_, _) => Task.FromResult<string?>(null);

    /// <summary>This process's own. Colours only where people look, and not if <c>NO_COLOR</c> says so.</summary>
    public static Terminal OfProcess() => new(
        Console.Out,
        Console.Error,
        System.Environment.GetEnvironmentVariable,
        TimeProvider.System,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR"))
            && System.Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"))
    {
        Variables = [.. System.Environment.GetEnvironmentVariables().Keys.Cast<string>()],
        AskSecret = SecretPrompt.Ask,
    };

    /// <summary>The data folder that is meant where none is named.</summary>
    public string DefaultDataFolder
    {
        get
        {
            var shared = Environment("XDG_DATA_HOME");
            // The XDG specification says that relative paths are to be ignored.
            if (shared is null || !Path.IsPathRooted(shared)) shared = Path.Combine(Environment("HOME") ?? "/", ".local", "share");
            return Path.Combine(shared, "nightingale");
        }
    }

    /// <summary>JSON in one line.</summary>
    public static string OneLine(JsonNode json) => json.ToJsonString(Plain);

    /// <summary>Writes JSON for programs.</summary>
    public void WriteJson(JsonNode json) => Output.WriteLine(Safe(json.ToJsonString(Indented)));

    /// <summary>Writes a line for people. What came from elsewhere can not steer the terminal.</summary>
    public void WriteLine(string line) => Output.WriteLine(Safe(line));

    /// <summary>Writes a line about what happens meanwhile.</summary>
    public void Tell(string line) => Error.WriteLine(Safe(line));

    /// <summary>Writes a table.</summary>
    /// <param name="headings">One a column.</param>
    /// <param name="rows">Each with as many cells.</param>
    public void WriteTable(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var drawn = new StringWriter();
        Painter(drawn).Write(TableOf(headings, rows));
        foreach (var line in drawn.ToString().TrimEnd('\n').Split('\n')) Output.WriteLine(line.TrimEnd());
    }

    /// <summary>Writes a table and a line under it, again and again in the same place; where nobody looks, one after the other.</summary>
    /// <param name="headings">One a column.</param>
    /// <param name="pictures">What is written in turn.</param>
    public async Task WriteLive(IReadOnlyList<string> headings, IAsyncEnumerable<(IEnumerable<IReadOnlyList<string>> Rows, string Under)> pictures)
    {
        if (Colours)
        {
            await Painter(Output).Live(Text.Empty).StartAsync(async live =>
            {
                await foreach (var (rows, under) in pictures) live.UpdateTarget(new Rows(TableOf(headings, rows), new Text(Safe(under))));
            });
            return;
        }

        await foreach (var (rows, under) in pictures)
        {
            WriteTable(headings, rows);
            WriteLine(under);
        }
    }

    private static Table TableOf(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var heading in headings) table.AddColumn(new TableColumn(new Text(heading, new(decoration: Decoration.Bold))).NoWrap().Padding(0, 0, 2, 0));
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(Safe(cell))));
        return table;
    }

    private IAnsiConsole Painter(TextWriter paper)
    {
        var console = AnsiConsole.Create(new()
        {
            Ansi = Colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(paper),
        });
        console.Profile.Width = Colours ? Math.Max(Console.WindowWidth, Narrowest) : Unbroken;
        return console;
    }

    private static string Safe(string text) => text.Any(Steers) ? string.Concat(text.Select(letter => Steers(letter) ? '�' : letter)) : text;

    private static bool Steers(char letter) => char.IsControl(letter) && letter is not ('\n' or '\t');
}
