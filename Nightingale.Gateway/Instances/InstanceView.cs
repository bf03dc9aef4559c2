using System.ComponentModel;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;

namespace Nightingale.Gateway.Instances;

/// <summary>An instance.</summary>
public sealed record InstanceView(
    [property: Description("A UUID; names the instance for ever.")] Guid Id,
    [property: Description("For people.")] string Name,
    [property: Description("The account that pays.")] string Account,
    [property: Description("Who launched it.")] string Owner,
    [property: Description("Where it runs.")] string Target,
    [property: Description("What it has.")] SizeView Size,
    [property: Description("At list price, or spare capacity that the provider may take back.")] Market Market,
    [property: Description("Where it is in its life.")] Phase Phase,
    [property: Description("Why it is there; null where the phase says all.")] string? Reason,
    [property: Description("Counts servers: each start, restart and resize opens the next.")] int Generation,
    [property: Description("When it was launched.")] DateTimeOffset CreatedAt,
    [property: Description("When the present server became ready; null while it is not.")] DateTimeOffset? ReadyAt,
    [property: Description("The last activity that Jupyter told of.")] DateTimeOffset? LastActivityAt,
    [property: Description("Kernels that exist.")] int Kernels,
    [property: Description("Kernels that compute.")] int KernelsBusy,
    [property: Description("Where to open Jupyter; null while that is not possible.")] string? Url,
    [property: Description("What it has cost; null until its first minute was charged.")] CostView? Cost,
    [property: Description("Bytes that people sent to its Jupyter, headers included; a minute old at most while all goes well.")] long IngressBytes,
    [property: Description("Bytes that people were sent from its Jupyter, likewise.")] long EgressBytes,
    [property: Description("The number of its last event in the journal; rises with each change.")] long Version)
{
    internal static async Task<InstanceView> Of(GatewayServices gateway, InstanceState state, long version, CancellationToken cancel)
    {
        var id = state.Id.ToString();
        return Of(gateway, state, version, (await gateway.Bill.Costs([id], cancel)).GetValueOrDefault(id));
    }

    internal static InstanceView Of(GatewayServices gateway, InstanceState state, long version, InstanceCost? cost)
    {
        var spec = state.Spec!;
        return new(
            state.Id.Value,
            spec.Name,
            spec.Account,
            spec.Owner,
            spec.Target,
            SizeView.Of(spec.Size),
            spec.Market,
            state.Phase,
            state.Reason,
            state.Generation,
            state.CreatedAt!.Value,
            state.ReadyAt,
            state.LastActivityAt,
            state.Kernels,
            state.KernelsBusy,
            gateway.UrlOf(state),
            cost is null ? null : new(cost.Amount, cost.Currency, cost.AsOf),
            state.IngressBytes,
            state.EgressBytes,
            version);
    }
}

/// <summary>What an instance has.</summary>
public sealed record SizeView(
    [property: Description("The catalogue's name, or custom.")] string Name,
    [property: Description("Virtual processors; a fraction is a share of one.")] decimal Cpus,
    [property: Description("Memory in GiB.")] decimal MemoryGiB,
    [property: Description("Accelerators.")] int Gpus,
    [property: Description("The home volume in GiB.")] int DiskGiB)
{
    /// <summary>As the API shows it.</summary>
    public static SizeView Of(Size size) => new(size.Name, size.Cpus, size.MemoryMiB / 1024m, size.Gpus, size.DiskGiB);
}

/// <summary>What an instance has cost so far, as the account was charged.</summary>
public sealed record CostView(
    [property: Description("Exact, not rounded.")] decimal Amount,
    [property: Description("The account's currency.")] string Currency,
    [property: Description("The end of the last interval that is in the amount.")] DateTimeOffset AsOf);
