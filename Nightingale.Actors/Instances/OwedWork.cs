namespace Nightingale.Actors.Instances;

/// <summary>Owed: the work that a state like this owes the world.</summary>
internal static class OwedWork
{
    private static readonly Deadline[] AllDeadlines = Enum.GetValues<Deadline>();

    public static IReadOnlyCollection<InstanceWork> Of(InstanceRules rules, InstanceState state)
    {
        if (state.Spec is not { } spec) return [];
        List<InstanceWork> owed = [];
        if (state.Wish is { } wish)
            owed.Add(new InstanceWork.RunTerraform(wish.Run, wish.Action, wish.Running, state.Id, state.Generation, spec));
        if (state.Phase.IsWatched() && state.Address is { } address)
            owed.Add(new InstanceWork.Probe(state.Id, state.Generation, address, state.ServerStartedAt));
        foreach (var deadline in AllDeadlines)
            if (Deadlines.Due(rules, state, deadline) is { } due)
                owed.Add(new InstanceWork.Await(deadline, due));
        if (state.Uncounted is { Length: > 0 } uncounted)
            owed.Add(new InstanceWork.DeliverUsage(state.Id, spec, [.. uncounted.Take(rules.IntervalsPerDelivery)]));
        return owed;
    }
}
