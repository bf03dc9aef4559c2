using Microsoft.Extensions.Logging;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;

namespace Nightingale.Host.Composition;

/// <summary>Sizes and prices of a cluster, as its database has them. What does not hold, because a newer version wrote it, changes nothing here.</summary>
internal sealed class ClusterConfiguration
{
    private readonly ConfigurationTable _table;
    private readonly ILogger _log;
    private volatile Known _known;

    private ClusterConfiguration(ConfigurationTable table, Known known, ILogger log) => (_table, _known, _log) = (table, known, log);

    /// <summary>What holds now.</summary>
    public Configuration Now => _known.Configuration;

    /// <summary>Reads it; what is not there yet is what was shipped.</summary>
    /// <exception cref="StartupException">It does not hold.</exception>
    public static async Task<ClusterConfiguration> Open(ConfigurationTable table, ILogger log, CancellationToken cancel)
    {
        await table.Ship(cancel);
        return new(table, await Read(table, cancel), log);
    }

    /// <summary>Reads it again, if it changed.</summary>
    /// <exception cref="StartupException">It does not hold; what was known before still does.</exception>
    public async Task Refresh(CancellationToken cancel)
    {
        var versions = await _table.Versions(cancel);
        if (versions.GetValueOrDefault(ConfigurationFile.Sizes.Name) == _known.Sizes && versions.GetValueOrDefault(ConfigurationFile.Prices.Name) == _known.Prices) return;
        _known = await Read(_table, cancel);
        CompositionLog.Configured(_log, _known.Sizes, _known.Prices);
    }

    private static async Task<Known> Read(ConfigurationTable table, CancellationToken cancel)
    {
        var (sizes, prices) = (await table.Current(ConfigurationFile.Sizes, cancel), await table.Current(ConfigurationFile.Prices, cancel));
        try
        {
            return new(sizes.Version, prices.Version, new(SizeCatalogue.Parse(sizes.Content), PriceBook.Parse(prices.Content)));
        }
        catch (SizeCatalogueException bad)
        {
            throw new StartupException($"Version {sizes.Version} of the cluster's sizes does not hold. {string.Join(' ', bad.Problems)} Set others with 'nightingale cluster sizes set'.", bad);
        }
        catch (PriceBookException bad)
        {
            throw new StartupException($"Version {prices.Version} of the cluster's prices does not hold. {string.Join(' ', bad.Problems)} Use the Nightingale that wrote it, or a newer one.", bad);
        }
    }

    private sealed record Known(long Sizes, long Prices, Configuration Configuration);
}
