using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
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
        var bill = new Bill(new Charges().Of);
        var live = new LiveEvents(RandomNumberGenerator.GetHexString(8, lowercase: true), list, time);
        return new(list, bill, live, new(journal, [list, bill], live, time, logs.CreateLogger<ProjectionFeed>()));
    }
}
