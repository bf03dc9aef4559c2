using System.Diagnostics;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>A <see cref="CountingNode"/> in a process of its own, with all that it answered.</summary>
internal sealed class CountingProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly List<Answer> _answers = [];
    private readonly Process _process;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _mark = int.MaxValue;
    private Task _reading = Task.CompletedTask;

    private CountingProcess(Process process) => _process = process;

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
            UseShellExecute = false,
        };
        if (beforehand) start.ArgumentList.Add(CountingNode.Beforehand);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync().WaitAsync(Bound) != "ready") throw new InvalidOperationException("The counting node did not start.");
        return new(process);
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
    public Task Marked() => _reached.Task.WaitAsync(Bound);

    /// <summary>How many answers of a kind there are by now.</summary>
    public int Answers(Predicate<Answer> kind)
    {
        lock (_answers) return _answers.Count(answer => kind(answer));
    }

    /// <summary>Waits for so many more answers of a kind.</summary>
    public Task More(int count, Predicate<Answer> kind)
    {
        var enough = Answers(kind) + count;
        return Eventually.True(() => Answers(kind) >= enough, Bound);
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
