using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Host.Composition;

/// <summary>Brings metered intervals to the account that pays. At least once; the account counts each exactly once.</summary>
internal sealed class UsageDelivery(IEntities<AccountState, AccountCommand> accounts, TimeProvider time) : IWorker<InstanceWork, InstanceCommand>
{
    public async Task Run(string entityId, InstanceWork work, IReport<InstanceCommand> report, CancellationToken noLongerOwed)
    {
        var (id, spec, intervals) = (InstanceWork.DeliverUsage)work;
        var count = new AccountCommand.CountUsage(time.Moment(), [.. intervals.Select(interval => Metered(id, spec, interval))]);
        var reply = await accounts.Ask(spec.Account, new(count, "system:meter"), noLongerOwed);
        if (reply is EntityReply<AccountState>.Refused(var refusal))
            throw new InvalidOperationException($"The account {spec.Account} does not count usage: {refusal.Reason}");
        await report.Tell(new InstanceCommand.UsageCounted(time.Moment(), intervals[^1].Number));
    }

    private static MeteredInterval Metered(InstanceId id, InstanceSpec spec, MeterInterval interval) => new(
        id.ToString(),
        interval.Number,
        interval.From,
        interval.To,
        spec.Target,
        spec.Market == Market.Spot ? "spot" : "on-demand",
        interval.Size.Name,
        interval.Size.Cpus,
        interval.Size.MemoryMiB,
        interval.Size.Gpus,
        interval.Size.DiskGiB);
}
