namespace Nightingale.Actors.Entities;

/// <summary>The difference between the work that is owed and the work that runs.</summary>
/// <param name="Start">Owed and not running.</param>
/// <param name="Cancel">Keys of what runs and is no longer owed.</param>
public sealed record WorkPlan<TWork>(IReadOnlyList<TWork> Start, IReadOnlyList<string> Cancel)
    where TWork : IWork
{
    /// <summary>Compares by key: work whose key runs already is left alone, whatever else it says.</summary>
    public static WorkPlan<TWork> Between(IReadOnlyCollection<TWork> owed, IReadOnlyCollection<string> running)
    {
        var keys = owed.Select(work => work.Key).ToHashSet(StringComparer.Ordinal);
        return new(
            Start: [.. owed.Where(work => !running.Contains(work.Key, StringComparer.Ordinal))],
            Cancel: [.. running.Where(key => !keys.Contains(key))]);
    }
}
