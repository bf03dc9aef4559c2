using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.Instances;

/// <summary>Reads the end of an instance's log.</summary>
/// <param name="instance">Whose log.</param>
/// <param name="source">Which log.</param>
/// <param name="tail">At most so many lines, the last ones.</param>
/// <param name="cancel">Ends it.</param>
/// <returns>The lines, without secrets; none where nothing was logged yet.</returns>
/// <exception cref="Nightingale.Actors.Entities.EntityUnavailableException">The node that has the log gives no answer.</exception>
public delegate Task<IReadOnlyList<string>> LogReader(InstanceId instance, LogSource source, int tail, CancellationToken cancel);

/// <summary>The logs that an instance has.</summary>
public enum LogSource
{
    /// <summary>What Terraform said.</summary>
    Terraform,

    /// <summary>What the Jupyter server said.</summary>
    Jupyter,
}
