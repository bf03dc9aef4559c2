using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Catalogue;

namespace Nightingale.Host.Composition;

/// <summary>What named sizes cost wherever they have a price, so that people know it before they launch.</summary>
internal static class PriceOffers
{
    /// <summary>By target, market and currency, and then as the catalogue has the sizes.</summary>
    public static IReadOnlyList<PriceOffer> Of(Configuration configuration, DateTimeOffset at) =>
    [
        .. from place in configuration.Prices.Places
           from named in configuration.Sizes.Sizes
           where configuration.Sizes.MachineFor(named.Size, place.Target) is not null
           let offer = Offer(configuration.Prices, place, named.Size, at)
           where offer is not null
           select offer,
    ];

    private static PriceOffer? Offer(PriceBook book, (string Target, string Market, string Currency) place, Size size, DateTimeOffset at) =>
        HourlyPrice.Of(book, place, size.Cpus, size.MemoryMiB, size.Gpus, size.DiskGiB, at) is { } price
            ? new(size.Name, place.Target, place.Market, place.Currency, price.Amount, price.Amount * PriceOffer.HoursOfMonth, price.Since, price.Versions)
            : null;
}
