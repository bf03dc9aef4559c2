using System.Collections.Concurrent;
using System.Security.Cryptography;
using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>The bytes of each instance's notebooks, through this gateway, since it started.</summary>
internal sealed class NotebookTraffic
{
    private readonly ConcurrentDictionary<InstanceId, Traffic> _byInstance = new();

    /// <summary>Names this life of this gateway: the totals of another begin at 0.</summary>
    public string Gateway { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>Those of every instance that was opened here.</summary>
    public IEnumerable<KeyValuePair<InstanceId, Traffic>> All => _byInstance;

    /// <summary>Those of an instance; counted from now on if they were not before.</summary>
    public Traffic Of(InstanceId instance) => _byInstance.GetOrAdd(instance, _ => new());
}
