using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>Keeps each instance's Terraform state. A state may hold what a provider considers secret, so a store encrypts it at rest.</summary>
public interface IStateStore
{
    /// <summary>The instance's state, or null if there is none.</summary>
    /// <exception cref="StateDamagedException">What is stored is not what was written, or was written with another master key.</exception>
    Task<StoredState?> Read(InstanceId instance, CancellationToken cancel);

    /// <summary>Puts <paramref name="state"/> in the place of what is there, wholly or not at all; it is durable when this returns.</summary>
    /// <returns>False if a newer run than <see cref="StoredState.Run"/> has written: then nothing changes.</returns>
    Task<bool> Write(InstanceId instance, StoredState state, CancellationToken cancel);

    /// <summary>Removes the instance's state, if there is one.</summary>
    Task Delete(InstanceId instance, CancellationToken cancel);
}

/// <summary>A state as a run uploaded it.</summary>
/// <param name="Run">The run that uploaded it.</param>
/// <param name="Content">Terraform's JSON.</param>
public sealed record StoredState(long Run, ReadOnlyMemory<byte> Content);

/// <summary>A stored state cannot be read back. The message says what to do and names the instance, not the file.</summary>
public sealed class StateDamagedException(string message, Exception? inner = null) : Exception(message, inner);
