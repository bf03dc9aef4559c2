using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Audit;
using Nightingale.Gateway.Cluster;
using Nightingale.Gateway.Instances;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Host.Composition;

/// <summary>What a node's entities stand on: a journal of its own, or one that many nodes share.</summary>
internal interface IFooting
{
    /// <summary>The journal.</summary>
    IJournal Journal { get; }

    /// <summary>Where Terraform's states are kept.</summary>
    IStateStore States { get; }

    /// <summary>The tokens that are good.</summary>
    TokenStore Tokens { get; }

    /// <summary>Who may sign in, and who is.</summary>
    PeopleServices People { get; }

    /// <summary>Sizes and prices, as they are now.</summary>
    Configuration Configuration { get; }

    /// <summary>Whether other nodes stand on it too.</summary>
    bool IsShared { get; }

    /// <summary>The read models over the journal.</summary>
    Views Views { get; }

    /// <summary>All that is in the journal, to verify or to export.</summary>
    IAsyncEnumerable<JournalRecord> Records(CancellationToken cancel);

    /// <summary>Signs where the journal stands, if this node does that.</summary>
    Task Sign();

    /// <summary>All entities of a kind, as the rest of the node sees them, over those that live here.</summary>
    IEntities<TState, TCommand> Everywhere<TState, TCommand, TEvent, TWork>(string kind, EntityRegion<TState, TCommand, TEvent, TWork> here, WireCodec<TState, TCommand> codec)
        where TCommand : notnull
        where TEvent : notnull
        where TWork : class, IWork;

    /// <summary>What operators ask of the nodes.</summary>
    ClusterDesk Desk { get; }

    /// <summary>The attempts to use the API that auditors see, given the record of those made here.</summary>
    IAttempts AttemptsOf(AccessLog here);

    /// <summary>Reads the logs of every instance, given those of the instances that live here; to be called before <see cref="Begin"/>.</summary>
    LogReader LogsEverywhere(LogReader here);

    /// <summary>The way to the sockets of instances that live on other nodes; null where there are none.</summary>
    SocketTunnel? SocketTunnel { get; }

    /// <summary>Shares with the others what Terraform says on this node, and hears from them; to be called before <see cref="Begin"/>.</summary>
    void ShareWords(LiveEvents live);

    /// <summary>Lets entities live here.</summary>
    /// <param name="accounts">The accounts of this node; they are there before the instances, which report usage to them, and go after them.</param>
    /// <param name="instances">The instances of this node.</param>
    /// <param name="load">What the node has to do.</param>
    /// <param name="abandon">Kills at once what the node runs outside of its process.</param>
    /// <param name="cancel">Ends the attempt.</param>
    Task Begin(IShards accounts, IShards instances, Func<NodeLoad> load, Action abandon, CancellationToken cancel);
}
