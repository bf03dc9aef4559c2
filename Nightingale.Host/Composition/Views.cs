using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Sharding;
using Npgsql;

namespace Nightingale.Host.Composition;

/// <summary>The read models over the journal, and what feeds them.</summary>
internal sealed class Views
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _time;
    private readonly ILogger<Views> _log;
    private readonly bool _shared;

    private Views(IJournal journal, IInstanceList list, IBill bill, Func<Memberships, IProjection> rights, bool shared, TimeProvider time, ILoggerFactory logs)
    {
        (List, Bill, _shared, _time, _log) = (list, bill, shared, time, logs.CreateLogger<Views>());
        Live = new(RandomNumberGenerator.GetHexString(8, lowercase: true), list, bill, time);
        Feed = new(journal, [(IProjection)list, (IProjection)bill, rights(Memberships)], Live, time, logs.CreateLogger<ProjectionFeed>());
    }

    public IInstanceList List { get; }

    public IBill Bill { get; }

    public Memberships Memberships { get; } = new();

    public LiveEvents Live { get; }

    public ProjectionFeed Feed { get; }

    /// <summary>In memory, built anew with each start.</summary>
    public static Views InMemory(IJournal journal, TimeProvider time, ILoggerFactory logs) =>
        new(journal, new InstanceList(Fold), new Bill(Charges.Of), memberships => new MembershipsInMemory(Rights, memberships), shared: false, time, logs);

    /// <summary>In tables that all nodes share.</summary>
    public static Views InTables(NpgsqlDataSource database, IJournal journal, TimeProvider time, ILoggerFactory logs) =>
        new(journal, Instances(database), Charged(database), memberships => new MembershipsInTable(Members(database), memberships), shared: true, time, logs);

    /// <summary>Those in tables, by the names that operators know.</summary>
    public static IReadOnlyDictionary<string, PostgresProjection> Tables(NpgsqlDataSource database) => new SortedDictionary<string, PostgresProjection>(StringComparer.Ordinal)
    {
        ["bill"] = Charged(database),
        ["instances"] = Instances(database),
        ["memberships"] = Members(database),
    };

    /// <summary>Follows the journal. Where the database is shared, nodes live on while it is away, and so do the views.</summary>
    public async Task Follow(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await Feed.Run(stop);
            }
            catch (JournalUnavailableException fault) when (_shared && Feed.CaughtUp.IsCompleted)
            {
                _log.ViewsWait(fault.Message);
                await Task.Delay(Pause, _time, stop);
            }
        }
    }

    private static InstanceFold Fold { get; } = new(Codecs.InstanceEvents.Decode, Decider.Initial, Decider.Evolve);

    private static InstanceDecider Decider => new(new InstanceRules());

    private static PostgresInstanceList Instances(NpgsqlDataSource database) => new(database, Fold, Shards.Of);

    private static RightsFold Rights { get; } = new(Codecs.AccountEvents.Decode);

    private static MembershipTable Members(NpgsqlDataSource database) => new(database, Rights);

    private static PostgresBill Charged(NpgsqlDataSource database) => new(database, Charges.Of);
}

internal static partial class ViewsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Lists and streams do not follow the journal at the moment, and go on by themselves: {Reason}")]
    public static partial void ViewsWait(this ILogger log, string reason);
}
