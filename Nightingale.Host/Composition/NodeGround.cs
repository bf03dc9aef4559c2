using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Kernel;

namespace Nightingale.Host.Composition;

/// <summary>What every part of a node stands on.</summary>
internal sealed class NodeGround : IAsyncDisposable
{
    public NodeGround(DataFolder folder, byte[] masterKey, ILoggerFactory logs)
    {
        (Folder, Logs, MasterKey) = (folder, logs, masterKey);
        Tokens = new(MasterKey);
        System = new(new() { Name = "node", Time = Time, Logs = logs, Seed = RandomNumberGenerator.GetInt32(int.MaxValue) });
        Phases = new(System.Shutdown);
    }

    public DataFolder Folder { get; }

    public ILoggerFactory Logs { get; }

    public TimeProvider Time { get; } = TimeProvider.System;

    public ActorSystem System { get; }

    public NodePhases Phases { get; }

    /// <summary>The secret from which the others are derived.</summary>
    public byte[] MasterKey { get; }

    public JupyterTokens Tokens { get; }

    public ILogger<T> LoggerOf<T>() => Logs.CreateLogger<T>();

    /// <summary>Shuts down: the phases, then the actors.</summary>
    public ValueTask DisposeAsync() => System.DisposeAsync();
}
