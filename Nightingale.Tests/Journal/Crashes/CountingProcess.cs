using System.Diagnostics;
using System.Text;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>A <see cref="CountingNode"/> in a process of its own, with all that it answered.</summary>
internal sealed class CountingProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly List<Answer> _answers = [];
    private readonly Process _process;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _errors = new();
    private int _mark = int.MaxValue;
    private Task _reading = Task.CompletedTask;

    private CountingProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Starts one that has run its code once and waits for its data folder.</summary>
    /// <param name="beforehand">Whether it acknowledges before it stores.</param>
    /// <param name="environment">Variables that it has beside ours.</param>
    /// <param name="through">The command that runs it; none: it is run directly.</param>
    public static async Task<CountingProcess> Start(bool beforehand = false, IReadOnlyDictionary<string, string>? environment = null, string[]? through = null)
    {
        string[] command = [.. through ?? [], "dotnet", typeof(CountingNode).Assembly.Location, CountingNode.Name];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (beforehand) start.ArgumentList.Add(CountingNode.Beforehand);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        var node = new CountingProcess(Process.Start(start)!);
        var line = node._process.StandardOutput.ReadLineAsync();
        await node.InTime(line, "its first line");
        return await line == "ready" ? node : throw await node.Ended("it was ready");
    }

    /// <summary>Lets it count in a data folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mark">The number of answers that <see cref="Marked"/> waits for.</param>
    public async Task Count(string folder, int mark = int.MaxValue)
    {
        _mark = mark;
        await _process.StandardInput.WriteLineAsync(folder);
        await _process.StandardInput.FlushAsync();
        _reading = Read();
    }

    /// <summary>Waits for the answer that was marked.</summary>
    /// <exception cref="InvalidOperationException">It ended before; the message has what it told of its errors.</exception>
    /// <exception cref="TimeoutException">It did not come; the message has the same, and what the process stands in.</exception>
    public async Task Marked()
    {
        await InTime(Task.WhenAny(_reached.Task, _reading), $"its answer {_mark}");
        if (!_reached.Task.IsCompleted) throw await Ended($"its answer {_mark}");
    }

    /// <summary>How many answers of a kind there are by now.</summary>
    public int Answers(Predicate<Answer> kind)
    {
        lock (_answers) return _answers.Count(answer => kind(answer));
    }

    /// <summary>Waits for so many more answers of a kind.</summary>
    public async Task More(int count, Predicate<Answer> kind)
    {
        var enough = Answers(kind) + count;
        await InTime(Eventually.True(() => Answers(kind) >= enough || _reading.IsCompleted, Bound), $"{count} more such answers");
        if (Answers(kind) < enough) throw await Ended($"{count} more such answers");
    }

    /// <summary>kill -9. What it had written stands in the pipe, and lines as short as these are written whole or not at all.</summary>
    public async Task<IReadOnlyList<Answer>> Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Bound);
        await _reading.WaitAsync(Bound);
        return _answers;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process.Dispose();
    }

    private async Task InTime(Task awaited, string what)
    {
        try
        {
            await awaited.WaitAsync(Bound);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The counting node did not give {what} within {Bound.TotalSeconds:0} s. {await Picture()}", late);
        }
    }

    // Its errors are read to their end when it has exited.
    private async Task<InvalidOperationException> Ended(string before)
    {
        await InTime(_process.WaitForExitAsync(), "its end");
        return new($"The counting node ended before {before}. {await Picture()}");
    }

    private async Task<string> Picture()
    {
        var picture = await ProcessPicture.Of(_process.Id);
        lock (_errors) return $"There are {Answers(_ => true)} answers.\n{picture}\nIts errors: {(_errors.Length == 0 ? "none" : _errors)}";
    }

    private async Task Read()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            lock (_answers)
            {
                _answers.Add(Answer.Parse(line));
                if (_answers.Count == _mark) _reached.SetResult();
            }
    }
}
