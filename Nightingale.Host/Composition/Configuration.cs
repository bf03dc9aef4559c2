using System.Globalization;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Catalogue;
using Nightingale.Gateway.Instances;

namespace Nightingale.Host.Composition;

/// <summary>What operators set: read from files at the start of a node that is alone, and of a cluster from its database, whenever it changes.</summary>
/// <param name="Sizes">What can be launched.</param>
/// <param name="Prices">What it costs.</param>
internal sealed record Configuration(SizeCatalogue Sizes, PriceBook Prices)
{
    private const double BytesPerGiB = 1024 * 1024 * 1024;

    /// <exception cref="StartupException">A file does not hold; the message names every problem.</exception>
    public static async Task<Configuration> Read(DataFolder folder, CancellationToken cancel)
    {
        folder.Ship("sizes.json");
        folder.Ship("prices.json");
        try
        {
            return new(SizeCatalogue.Parse(await File.ReadAllTextAsync(folder.Sizes, cancel)), PriceBook.Parse(await File.ReadAllTextAsync(folder.Prices, cancel)));
        }
        catch (SizeCatalogueException bad)
        {
            throw new StartupException($"sizes.json in the data folder does not hold. {string.Join(' ', bad.Problems)} Mend it, or remove it to get the shipped one back.", bad);
        }
        catch (PriceBookException bad)
        {
            throw new StartupException($"prices.json in the data folder does not hold. {string.Join(' ', bad.Problems)} Mend it, or remove it to get the shipped one back.", bad);
        }
    }

    /// <summary>The catalogue for the gateway, over what holds at each moment.</summary>
    public static SizesAndTargets Catalogue(Func<Configuration> now) => new(
        () => now().Offers(),
        () => [.. TargetCatalogue.All.Select(target => new TargetOffer(target.Name, Title(target), target.Available, target.NotAvailableBecause))],
        TargetCatalogue.Problem,
        (asked, target) => now().Resolve(asked, target),
        target => target == "local" ? "This machine cannot mount data sets yet: leave it out." : null);

    // Sizes larger than the machine can be had there: they bound what an instance takes, and reserve nothing.
    private static string Title(Target target) => target.Name == "local"
        ? string.Create(CultureInfo.InvariantCulture, $"{target.Title}: its {Environment.ProcessorCount} processors and {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerGiB:0.#} GiB are shared, and sizes are upper limits")
        : target.Title;

    private List<SizeOffer> Offers() => [.. Sizes.Sizes.Select(Offer)];

    private SizeOffer Offer(NamedSize size) => new(
        SizeView.Of(size.Size),
        size.Description,
        TargetCatalogue.All
            .Select(target => (target.Name, Machine: Sizes.MachineFor(size.Size, target.Name)))
            .Where(offer => offer.Machine is not null)
            .ToDictionary(offer => offer.Name, offer => offer.Machine!, StringComparer.Ordinal));

    private SizeAnswer Resolve(AskedSize asked, string target) =>
        Sizes.Resolve(new(asked.Name, asked.Cpus, asked.MemoryMiB, asked.Gpus, asked.DiskGiB), target) switch
        {
            SizeResolution.Fits(var size, _) => new(size, null),
            SizeResolution.Problem(var reason) => new(null, reason),
            var other => throw new InvalidOperationException($"The catalogue answered {other}."),
        };
}
