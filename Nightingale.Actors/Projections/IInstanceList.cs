using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Projections;

/// <summary>All instances, for readers.</summary>
public interface IInstanceList
{
    /// <summary>Those of these instances that there are.</summary>
    Task<IReadOnlyDictionary<InstanceId, InstanceRow>> Find(IReadOnlyCollection<InstanceId> ids, CancellationToken cancel = default);

    /// <summary>A piece of the list; all of it from one moment.</summary>
    Task<InstancePage> Query(InstanceQuery query, CancellationToken cancel = default);

    /// <summary>A command to this instance was answered here: pieces that are asked for here from now on show what came of it, wherever it was decided.</summary>
    void Acknowledged(InstanceId id);
}
