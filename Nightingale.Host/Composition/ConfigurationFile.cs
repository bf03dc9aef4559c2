using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;

namespace Nightingale.Host.Composition;

/// <summary>A file that operators set for a whole cluster.</summary>
/// <param name="Name">What it holds, as people and the database call it.</param>
/// <param name="Check">Reads it; throws with all problems if it does not hold.</param>
/// <param name="Change">What it may not do to the one before it, in sentences.</param>
internal sealed record ConfigurationFile(string Name, Action<string> Check, Func<string, string, IReadOnlyList<string>> Change)
{
    /// <summary>What can be launched.</summary>
    public static ConfigurationFile Sizes { get; } = new("sizes", text => SizeCatalogue.Parse(text), (_, _) => []);

    /// <summary>What it costs.</summary>
    public static ConfigurationFile Prices { get; } = new("prices", text => PriceBook.Parse(text), PriceBookChange.Problems);

    /// <summary>Every file.</summary>
    public static IReadOnlyList<ConfigurationFile> All { get; } = [Sizes, Prices];

    /// <summary>What it is called where it is shipped.</summary>
    public string FileName => $"{Name}.json";

    /// <summary>What is wrong with a content that is to follow another, in sentences; none: it holds.</summary>
    public IReadOnlyList<string> Problems(string before, string after)
    {
        try
        {
            Check(after);
            return Change(before, after);
        }
        catch (SizeCatalogueException bad)
        {
            return bad.Problems;
        }
        catch (PriceBookException bad)
        {
            return bad.Problems;
        }
    }
}
