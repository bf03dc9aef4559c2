using System.Globalization;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands.Demo;

/// <summary>Runs steps one after the other and remembers how long each took.</summary>
internal sealed class StepTimes(Terminal terminal)
{
    private readonly List<(string Step, TimeSpan Took)> _steps = [];

    /// <summary>Runs a step under a heading.</summary>
    public async Task<T> Run<T>(string step, Func<Task<T>> work)
    {
        terminal.WriteLine($"\n{step}");
        var began = terminal.Time.GetTimestamp();
        var result = await work();
        _steps.Add((step, terminal.Time.GetElapsedTime(began)));
        return result;
    }

    /// <summary>The steps with their seconds, and all of them together.</summary>
    public JsonObject Json() => new()
    {
        ["steps"] = new JsonArray([.. _steps.Select(step => new JsonObject { ["step"] = step.Step, ["seconds"] = step.Took.TotalSeconds })]),
        ["seconds"] = _steps.Sum(step => step.Took.TotalSeconds),
    };

    /// <summary>Writes the table.</summary>
    public void Write()
    {
        terminal.WriteLine("");
        terminal.WriteTable(
            ["STEP", "SECONDS"],
            _steps.Append(("All", TimeSpan.FromTicks(_steps.Sum(step => step.Took.Ticks)))).Select(step => (IReadOnlyList<string>)
                [step.Item1, step.Item2.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)]));
    }
}
