namespace Nightingale.Bench.Probes;

/// <summary>Finds the highest count that holds: in coarse steps up to the first that does not, and then halving what lies between.</summary>
internal static class HighestThatHolds
{
    /// <param name="counts">The coarse steps, rising.</param>
    /// <param name="grain">How near the highest and the lowest that does not hold have to come.</param>
    /// <param name="holds">Tries one.</param>
    /// <returns>The highest that was tried and held, or 0.</returns>
    public static async Task<int> Find(IEnumerable<int> counts, int grain, Func<int, Task<bool>> holds)
    {
        var highest = 0;
        foreach (var count in counts)
            if (await holds(count)) highest = count;
            else return await Between(highest, count, grain, holds);
        return highest;
    }

    private static async Task<int> Between(int highest, int tooMany, int grain, Func<int, Task<bool>> holds)
    {
        while (tooMany - highest > grain)
        {
            var middle = highest + Math.Max(grain, (tooMany - highest) / 2 / grain * grain);
            if (await holds(middle)) highest = middle;
            else tooMany = middle;
        }

        return highest;
    }
}
