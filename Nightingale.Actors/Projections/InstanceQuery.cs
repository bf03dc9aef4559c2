using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Projections;

/// <summary>What is asked of the list of instances.</summary>
/// <param name="Phase">Only those in this phase; null: every phase but <see cref="Phase.Deleted"/>.</param>
/// <param name="Accounts">Only those that these accounts pay for; null: all.</param>
/// <param name="After">Only those after this place; null: from the beginning.</param>
/// <param name="Limit">At most so many, at least 1.</param>
public sealed record InstanceQuery(Phase? Phase = null, IReadOnlyCollection<string>? Accounts = null, InstanceCursor? After = null, int Limit = 100);

/// <summary>A piece of the list of instances.</summary>
/// <param name="Rows">In the order of creation.</param>
/// <param name="Next">Where to go on; null if this was the last piece.</param>
public sealed record InstancePage(IReadOnlyList<InstanceRow> Rows, InstanceCursor? Next);

/// <summary>An instance in the list.</summary>
/// <param name="State">As its events tell it; launched, so its specification is known.</param>
/// <param name="Version">The sequence number of the last event in the state.</param>
public sealed record InstanceRow(InstanceState State, long Version)
{
    /// <summary>The account that pays.</summary>
    public string Account => State.Spec!.Account;

    /// <summary>Its place in the list.</summary>
    public InstanceCursor Cursor => new(State.CreatedAt!.Value, State.Id);
}
