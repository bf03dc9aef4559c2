namespace Nightingale.Tests;

/// <summary>Waits for what another process does, where no event of ours tells of it: asks again and again within a bound.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task True(Func<bool> condition, TimeSpan within) => True(() => Task.FromResult(condition()), within);

    public static async Task True(Func<Task<bool>> condition, TimeSpan within)
    {
        using var bound = new CancellationTokenSource(within);
        using var tick = new PeriodicTimer(Pause);
        while (!await condition())
            if (bound.IsCancellationRequested || !await tick.WaitForNextTickAsync(CancellationToken.None))
                throw new TimeoutException($"It did not become true within {within}.");
    }
}
