using System.Collections.Concurrent;
using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>The bytes of each instance's notebooks, through this gateway, since it started.</summary>
public sealed class NotebookTraffic
{
    private readonly ConcurrentDictionary<InstanceId, Traffic> _byInstance = new();

    /// <summary>Those of an instance; counted from now on if they were not before.</summary>
    public Traffic Of(InstanceId instance) => _byInstance.GetOrAdd(instance, _ => new());

    /// <summary>Those of an instance; null if none passed.</summary>
    public Traffic? Known(InstanceId instance) => _byInstance.GetValueOrDefault(instance);
}
