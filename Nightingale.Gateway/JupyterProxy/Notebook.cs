using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>An instance as the proxy needs it: the same object for as long as nothing happens to it.</summary>
/// <param name="State">As its events tell it; launched, so its specification is known.</param>
/// <param name="Version">The number of the last event in the state.</param>
/// <param name="Confirmed">Whether every later event will be heard of. Until then the instance itself is asked.</param>
internal sealed record Notebook(InstanceState State, long Version, bool Confirmed)
{
    public InstanceId Id => State.Id;

    public string Account => State.Spec!.Account;

    /// <summary>Counts servers: what was opened to one is not open to the next.</summary>
    public int Generation => State.Generation;

    /// <summary>Whether the proxy may connect to where its module says that it is. Read once, not at every request.</summary>
    public bool IsReachable { get; } =
        Uri.TryCreate(State.Address, UriKind.Absolute, out var address) && State.Spec is { Target: var target } && AddressRules.Allows(address, target);

    /// <summary>Whether Jupyter answers, as far as is known.</summary>
    public bool IsOpen => State is { Phase: Phase.Ready, Address: not null };
}
