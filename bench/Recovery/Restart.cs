using Nightingale.Bench.Engine;

namespace Nightingale.Bench.Recovery;

/// <summary>A node that starts on a journal full of tallies and is asked for all of them at once, in no order.</summary>
/// <param name="First">Until the first answer.</param>
/// <param name="Work">Until the work of the last that owes some runs.</param>
/// <param name="OthersBeforeMost">How many of those that owe nothing had been recovered when the work of 99 in 100 that owe some ran.</param>
/// <param name="OthersBefore">How many when that of the last did.</param>
/// <param name="All">Until the last answer.</param>
internal sealed record Restart(TimeSpan First, TimeSpan Work, int OthersBeforeMost, int OthersBefore, TimeSpan All)
{
    /// <summary>Starts a node, asks, and stops it.</summary>
    public static async Task<Restart> Of(string folder, int entities, int eventsEach, int owing, int seed)
    {
        var numbers = Enumerable.Range(0, entities).ToArray();
        new Random(seed).Shuffle(numbers);
        var began = TimeProvider.System.GetTimestamp();
        var work = new OwedTally(owing);
        await using var node = await TallyNode.Start(folder, work: work);
        var answers = numbers.Select(number => Get(node, number, eventsEach)).ToList();
        await Task.WhenAny(answers);
        var first = TimeProvider.System.GetElapsedTime(began);
        await Task.WhenAll(answers);
        var all = TimeProvider.System.GetElapsedTime(began);
        var (at, beforeMost, before) = await work.AllRun.WaitAsync(TimeSpan.FromMinutes(1));
        return new(first, TimeProvider.System.GetElapsedTime(began, at), beforeMost, before, all);
    }

    public override string ToString() =>
        $"first answer {First.TotalMilliseconds:0} ms, owed work {Work.TotalMilliseconds:0} ms with {OthersBefore} others before it ({OthersBeforeMost} before 99 in 100), all {All.TotalMilliseconds:0} ms";

    private static async Task Get(TallyNode node, int number, int events)
    {
        var found = await node.Entities.Get($"{number}", CancellationToken.None);
        if (found.State.Sum != events) throw new InvalidOperationException($"Entity {number} has {found.State.Sum} events.");
    }
}
