using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;

namespace Nightingale.Host.Composition;

/// <summary>The read models over the journal, and what feeds them.</summary>
internal sealed record Views(InstanceList List, Bill Bill, LiveEvents Live, ProjectionFeed Feed)
{
    public static Views Over(IJournal journal, InstanceDecider decider, TimeProvider time, ILoggerFactory logs)
    {
        var list = new InstanceList(Codecs.InstanceEvents.Decode, decider.Initial, decider.Evolve);
        var bill = new Bill(stored => Charges(Codecs.AccountEvents.Decode(stored)));
        var live = new LiveEvents(RandomNumberGenerator.GetHexString(8, lowercase: true), list, time);
        return new(list, bill, live, new(journal, [list, bill], live, time, logs.CreateLogger<ProjectionFeed>()));
    }

    private static IEnumerable<RatedUsage> Charges(AccountEvent @event) => @event is AccountEvent.UsageRated rated ? rated.Lines.GroupBy(line => (line.Instance, line.From, line.To)).Select(Charge) : [];

    /// <summary>The lines of one piece of time, a resource each, are one piece of usage.</summary>
    private static RatedUsage Charge(IGrouping<(string Instance, DateTimeOffset From, DateTimeOffset To), RatedLine> piece) => new(
        piece.Key.Instance,
        piece.Key.From,
        piece.Key.To,
        Cost.Sum(piece.Select(line => line.Cost)).Amount,
        EmbeddedNodeOptions.Currency,
        string.Join(' ', piece.Select(line => line.PriceVersion)));
}
