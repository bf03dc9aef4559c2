using Microsoft.Extensions.Logging;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Audit;
using Nightingale.Gateway.Catalogue;
using Nightingale.Gateway.Cluster;
using Nightingale.Gateway.Instances;
using Nightingale.Gateway.Journals;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Tokens;
using Nightingale.Gateway.Web;

namespace Nightingale.Gateway;

/// <summary>What the gateway stands on; the composition root provides it and disposes of it.</summary>
public sealed record GatewayServices
{
    /// <summary>The instances themselves.</summary>
    public required IEntities<InstanceState, InstanceCommand> Instances { get; init; }

    /// <summary>The accounts themselves.</summary>
    public required IEntities<AccountState, AccountCommand> Accounts { get; init; }

    /// <summary>The list of instances.</summary>
    public required IInstanceList List { get; init; }

    /// <summary>What instances cost.</summary>
    public required IBill Bill { get; init; }

    /// <summary>Who is what in which account.</summary>
    public required Memberships Memberships { get; init; }

    /// <summary>The news.</summary>
    public required LiveEvents Live { get; init; }

    /// <summary>Sizes and targets.</summary>
    public required SizesAndTargets Catalogue { get; init; }

    /// <summary>What sizes cost at the moment.</summary>
    public required Func<IReadOnlyList<PriceOffer>> Prices { get; init; }

    /// <summary>The journal.</summary>
    public required IJournal Journal { get; init; }

    /// <summary>What auditors ask of the journal beyond its events.</summary>
    public required JournalAudit Audit { get; init; }

    /// <summary>What operators ask of the nodes.</summary>
    public required ClusterDesk Cluster { get; init; }

    /// <summary>The logs of instances.</summary>
    public required LogReader ReadLog { get; init; }

    /// <summary>What the proxy to Jupyter stands on.</summary>
    public required NotebookGround Notebooks { get; init; }

    /// <summary>Where people open an instance's Jupyter; null while they cannot.</summary>
    public required Func<InstanceState, string?> UrlOf { get; init; }

    /// <summary>What keeps the node from serving, in sentences for people; empty if it is ready.</summary>
    public required Func<IReadOnlyList<string>> NotReadyBecause { get; init; }

    /// <summary>The tokens that are good.</summary>
    public required TokenStore Tokens { get; init; }

    /// <summary>Who may sign in, and who is.</summary>
    public required PeopleServices People { get; init; }

    /// <summary>The record of every attempt.</summary>
    public required AccessLog AccessLog { get; init; }

    /// <summary>The attempts that are on record, here and on all other nodes.</summary>
    public required IAttempts Attempts { get; init; }

    /// <summary>The web UI.</summary>
    public WebFiles Web { get; init; } = WebFiles.BuiltIn;

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where the gateway logs.</summary>
    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>Now, in UTC and whole milliseconds, as commands carry it.</summary>
    internal DateTimeOffset Now() => Time.Moment();
}
