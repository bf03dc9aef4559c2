namespace Nightingale.Bench;

/// <summary>Clients in a closed loop: each sends its next command when the one before is answered.</summary>
internal static class Clients
{
    /// <summary>Lets so many send for so long, each of them once before.</summary>
    /// <returns>Answers a second, and the 99th percentile of their times in milliseconds.</returns>
    public static async Task<(double Rate, double P99)> Measure(int clients, Func<int, Task> command, TimeSpan during, CancellationToken cancel)
    {
        await Task.WhenAll(Enumerable.Range(0, clients).Select(command));
        var began = TimeProvider.System.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => Client(client, command, began, during, cancel), cancel)));
        var took = TimeProvider.System.GetElapsedTime(began);
        var samples = new Samples();
        foreach (var time in times.SelectMany(list => list)) samples.Add(time);
        return (samples.Count / took.TotalSeconds, samples.Percentile(99));
    }

    private static async Task<List<TimeSpan>> Client(int client, Func<int, Task> command, long began, TimeSpan during, CancellationToken cancel)
    {
        var times = new List<TimeSpan>();
        while (TimeProvider.System.GetElapsedTime(began) < during)
        {
            cancel.ThrowIfCancellationRequested();
            var sent = TimeProvider.System.GetTimestamp();
            await command(client);
            times.Add(TimeProvider.System.GetElapsedTime(sent));
        }

        return times;
    }
}
