using System.Collections.Immutable;
using System.Text.Json;

namespace Nightingale.Actors.Instances;

/// <summary>Reads the catalogue's file and gathers everything that is wrong with it, so that an operator mends it in one go.</summary>
internal static class SizeCatalogueReader
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    public static SizeCatalogue Read(string json)
    {
        var problems = new List<string>();
        var catalogue = Catalogue(json, problems);
        return problems.Count == 0 ? catalogue! : throw new SizeCatalogueException(problems);
    }

    private static SizeCatalogue? Catalogue(string json, List<string> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            var root = new CheckedObject(document.RootElement, "", problems);
            var limits = Limits(root.Object("limits"));
            var sizes = root.Array("sizes").Select(size => Size(size, limits)).ToImmutableArray();
            var machines = root.Object("machines").Members().ToImmutableSortedDictionary(
                target => target.Name, target => target.Items.Select(Machine).ToImmutableArray(), StringComparer.Ordinal);
            root.RejectOthers();
            RejectRepeated("sizes", sizes.Select(size => size.Size.Name), problems);
            if (sizes.IsEmpty) problems.Add("sizes: at least one is needed.");
            var catalogue = new SizeCatalogue(limits, sizes, machines);
            if (problems.Count == 0) problems.AddRange(Homeless(catalogue));
            return catalogue;
        }
        catch (JsonException e)
        {
            problems.Add($"The file is not JSON as it should be: {e.Message}");
            return null;
        }
    }

    private static SizeLimits Limits(CheckedObject at)
    {
        var limits = new SizeLimits(Bounds(at.Object("cpus")), Bounds(at.Object("memoryMiB")), Bounds(at.Object("gpus")), Bounds(at.Object("diskGiB")));
        at.RejectOthers();
        return limits;
    }

    private static Bounds Bounds(CheckedObject at)
    {
        var bounds = new Bounds(at.Number("least", 0, int.MaxValue), at.Number("most", 0, int.MaxValue));
        if (bounds.Least > bounds.Most) at.Problem("least", $"is {bounds.Least}, more than most, which is {bounds.Most}.");
        at.RejectOthers();
        return bounds;
    }

    private static NamedSize Size(CheckedObject at, SizeLimits limits)
    {
        var size = new Size(at.Text("name"), at.Number("cpus", 0.01m, 4096), at.Whole("memoryMiB", 1), at.Whole("gpus", 0), at.Whole("diskGiB", 1));
        if (size.Name == SizeCatalogue.Custom) at.Problem("name", $"is '{SizeCatalogue.Custom}', which names free combinations.");
        if (at.IsSound)
            foreach (var problem in limits.Problems(size))
                at.Problem("", problem);
        var named = new NamedSize(size, at.Text("description"));
        at.RejectOthers();
        return named;
    }

    private static Machine Machine(CheckedObject at)
    {
        var machine = new Machine(at.Text("name"), at.Number("cpus", 0.01m, 4096), at.Whole("memoryMiB", 1), at.Whole("gpus", 0),
            at.Flag("toMeasure"), at.Number("leastCpus", 0, 4096, orElse: 0), at.Whole("leastMemoryMiB", 0, orElse: 0));
        at.RejectOthers();
        return machine;
    }

    private static void RejectRepeated(string key, IEnumerable<string> names, List<string> problems) => problems.AddRange(
        names.CountBy(name => name, StringComparer.Ordinal).Where(name => name.Value > 1).Select(name => $"{key}: '{name.Key}' is there {name.Value} times."));

    private static IEnumerable<string> Homeless(SizeCatalogue catalogue) =>
        from size in catalogue.Sizes.Select((named, index) => (named.Size, Index: index))
        where !catalogue.Machines.Keys.Any(target => catalogue.MachineFor(size.Size, target) is not null)
        select $"sizes[{size.Index}]: no machine of any target holds '{size.Size.Name}'.";
}
