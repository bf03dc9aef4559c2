using Nightingale.Actors.Journal;
using Nightingale.Host.Composition;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class ClusterKeysTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("nightingale-cluster-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_nodes_folder_gets_the_clusters_key_for_checkpoints_which_is_its_owners_alone()
    {
        ClusterKeys.Make(_folder, TimeProvider.System.GetUtcNow());
        var own = await ClusterKeys.Sign(_folder, "ada", ["127.0.0.1"], TimeProvider.System.GetUtcNow(), default);

        Assert.That(await File.ReadAllTextAsync(Path.Combine(own, CheckpointKeys.FileName)), Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(_folder, CheckpointKeys.FileName))));
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)) Assert.That(File.GetUnixFileMode(file), Is.EqualTo(OwnerOnly), file);
        using var keys = await ClusterKeys.Open(own, default);
        Assert.That(keys.Tls, Is.Not.Null);
    }

    [Test]
    public async Task A_clusters_keys_are_not_made_twice()
    {
        ClusterKeys.Make(_folder, TimeProvider.System.GetUtcNow());
        var key = await File.ReadAllTextAsync(Path.Combine(_folder, CheckpointKeys.FileName));
        Assert.That(() => ClusterKeys.Make(_folder, TimeProvider.System.GetUtcNow()), Throws.TypeOf<StartupException>());
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_folder, CheckpointKeys.FileName)), Is.EqualTo(key));
    }
}
