using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

public sealed class SizeCatalogueTests
{
    private static readonly SizeCatalogue Shipped = SizeCatalogue.Parse(File.ReadAllText(Repository.File("config/sizes.json")));

    [TestCase("small", "local", "sandbox: 2 vCPU, 4 GiB")]
    [TestCase("small", "aws", "t3.medium")]
    [TestCase("small", "azure", "Standard_B2s")]
    [TestCase("small", "gcp", "Cloud Run: 2 vCPU, 4 GiB")]
    [TestCase("medium", "aws", "t3.xlarge")]
    [TestCase("medium", "azure", "Standard_D4s_v5")]
    [TestCase("large", "aws", "m5.12xlarge")]
    [TestCase("large", "azure", "Standard_D16s_v5")]
    [TestCase("large", "gcp", "Cloud Run: 8 vCPU, 32 GiB")]
    [TestCase("gpu", "aws", "g4dn.xlarge")]
    [TestCase("gpu", "azure", "Standard_NC4as_T4_v3")]
    [TestCase("gpu", "gcp", "Cloud Run with L4: 4 vCPU, 16 GiB, 1 GPU")]
    public void Each_shipped_size_says_what_it_is_on_each_target(string size, string target, string machine)
    {
        var fits = (SizeResolution.Fits)Shipped.Resolve(new(size), target);
        Assert.That((fits.Size.Name, fits.Machine), Is.EqualTo((size, machine)));
    }

    [Test]
    public void Every_target_of_the_catalogue_is_a_known_one() =>
        Assert.That(Shipped.Machines.Keys, Is.EquivalentTo(TargetCatalogue.All.Select(target => target.Name)));

    [Test]
    public void A_free_combination_gets_the_first_machine_that_holds_it()
    {
        var fits = (SizeResolution.Fits)Shipped.Resolve(new(Cpus: 3, MemoryMiB: 5000), "aws");
        Assert.That(fits.Size, Is.EqualTo(new Size("custom", 3, 5000, 0, 10)));
        Assert.That(fits.Machine, Is.EqualTo("t3.xlarge"));
    }

    [Test]
    public void A_named_size_with_another_disk_is_a_free_combination()
    {
        var fits = (SizeResolution.Fits)Shipped.Resolve(new("small", DiskGiB: 200), "local");
        Assert.That(fits.Size, Is.EqualTo(new Size("custom", 2, 4096, 0, 200)));
    }

    [Test]
    public void A_free_combination_that_is_a_named_size_has_its_name() =>
        Assert.That(((SizeResolution.Fits)Shipped.Resolve(new(Cpus: 2, MemoryMiB: 4096, DiskGiB: 20), "local")).Size.Name, Is.EqualTo("small"));

    [TestCase("huge", null, null, "aws", "There is no size 'huge'. Sizes: small, medium, large, gpu")]
    [TestCase(null, 2.0, null, "aws", "needs cpus and memory")]
    [TestCase("custom", null, 4096, "aws", "needs cpus and memory")]
    [TestCase(null, 64.0, 100, "aws", "cpus is 64; it must be from 0.25 to 48. memory is 0.09765625 GiB; it must be from 0.5 to 192 GiB.")]
    [TestCase("gpu", null, null, "local", "Nothing on local holds 4 vCPU, 16 GiB, 1 GPU. It has: sandbox (up to 48 vCPU, 192 GiB).")]
    [TestCase("gpu", 2.0, null, "gcp", "at least 4 vCPU, 16 GiB")]
    [TestCase("small", null, null, "moon", "No size is offered on the target 'moon'.")]
    public void What_cannot_be_had_is_told_with_what_could(string? name, double? cpus, int? memory, string target, string said)
    {
        var problem = (SizeResolution.Problem)Shipped.Resolve(new(name, (decimal?)cpus, memory), target);
        Assert.That(problem.Reason, Does.Contain(said));
    }

    [Test]
    public void All_problems_of_a_file_are_told_at_once_each_with_its_key()
    {
        const string Broken = """
            {
              "limits": { "cpus": { "least": 8, "most": 1 }, "memoryMiB": { "least": 0, "most": 9000, "mots": 1 }, "diskGiB": 3 },
              "sizes": [
                { "name": "a", "description": "x", "cpus": "two", "memoryMiB": 1.5, "gpus": -1 },
                { "name": "a", "description": "", "cpus": 1, "memoryMiB": 1, "gpus": 0, "diskGiB": 1 },
                { "name": "custom", "description": "x", "cpus": 1, "memoryMiB": 1, "gpus": 0, "diskGiB": 1 }
              ],
              "machines": { "local": [ { "name": "sandbox", "cpus": 1, "memoryMiB": 1, "gpus": 0, "toMeasure": "yes" } ], "aws": {} },
              "colour": "blue"
            }
            """;
        var thrown = Assert.Throws<SizeCatalogueException>(() => SizeCatalogue.Parse(Broken))!;

        string[] keys =
        [
            "limits.cpus.least", "limits.memoryMiB.mots", "limits.gpus", "limits.diskGiB", "sizes[0].cpus", "sizes[0].memoryMiB", "sizes[0].gpus",
            "sizes[0].diskGiB", "sizes[1].description", "sizes[2].name", "sizes", "machines.local[0].toMeasure", "machines.aws", "colour",
        ];
        Assert.That(thrown.Problems.Select(problem => problem.Split(": ")[0]), Is.SupersetOf(keys));
    }

    [TestCase("", "not JSON")]
    [TestCase("[]", "The file must be an object.")]
    [TestCase("{}", "limits: an object is missing.")]
    [TestCase("""{"sizes": [], "sizes": []}""", "sizes")]
    [TestCase("""{"sizes": [3]}""", "sizes[0]: must be an object.")]
    public void A_file_that_is_no_catalogue_is_refused_with_its_reason(string file, string said) =>
        Assert.That(Assert.Throws<SizeCatalogueException>(() => SizeCatalogue.Parse(file))!.Message, Does.Contain(said));

    [Test]
    public void A_named_size_that_no_machine_holds_is_a_problem_of_the_file()
    {
        var file = File.ReadAllText(Repository.File("config/sizes.json"))
            .Replace("\"gpus\": 1, \"diskGiB\"", "\"gpus\": 3, \"diskGiB\"", StringComparison.Ordinal);
        var thrown = Assert.Throws<SizeCatalogueException>(() => SizeCatalogue.Parse(file))!;
        Assert.That(thrown.Problems.Single(), Is.EqualTo("sizes[3]: no machine of any target holds 'gpu'."));
    }

    [Test]
    public void Only_the_local_target_is_available_and_the_others_say_why()
    {
        Assert.That(TargetCatalogue.All.Single(target => target.Available).Name, Is.EqualTo("local"));
        Assert.That(TargetCatalogue.Problem("local"), Is.Null);
        Assert.That(TargetCatalogue.Problem("aws"), Does.Contain("no Terraform module for AWS"));
        Assert.That(TargetCatalogue.Problem("moon"), Does.Contain("local, aws, azure, gcp"));
    }
}
