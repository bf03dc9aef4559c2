using System.Text;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class FileStateStoreTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000004"));
    private static readonly InstanceId Other = new(new Guid("0193a5a0-0000-7000-8000-000000000005"));

    private DirectoryInfo _folder = null!;
    private FileStateStore _store = null!;

    [SetUp]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("ngs-");
        _store = new(_folder.FullName, ProvisioningNode.MasterKey);
    }

    [TearDown]
    public void Close() => _folder.Delete(recursive: true);

    [Test]
    public async Task What_is_written_is_read_back_also_by_the_next_node()
    {
        await _store.Write(Id, State(3, "a state"), default);

        var read = await new FileStateStore(_folder.FullName, ProvisioningNode.MasterKey).Read(Id, default);

        Assert.That((read!.Run, Text(read)), Is.EqualTo((3, "a state")));
    }

    [Test]
    public async Task There_is_nothing_before_the_first_write_and_after_a_delete()
    {
        Assert.That(await _store.Read(Id, default), Is.Null);
        await _store.Write(Id, State(1, "a state"), default);
        await _store.Delete(Id, default);
        await _store.Delete(Id, default);
        Assert.That(await _store.Read(Id, default), Is.Null);
    }

    [Test]
    public async Task An_older_run_is_refused_and_changes_nothing()
    {
        await _store.Write(Id, State(2, "new"), default);

        Assert.That(await _store.Write(Id, State(1, "old"), default), Is.False);
        Assert.That(Text((await _store.Read(Id, default))!), Is.EqualTo("new"));
        Assert.That(await _store.Write(Id, State(2, "newer"), default), Is.True);
        Assert.That(Text((await _store.Read(Id, default))!), Is.EqualTo("newer"));
    }

    [Test]
    public async Task The_disk_holds_no_word_of_it_and_only_we_may_read_it()
    {
        await _store.Write(Id, State(1, "a state with a secret"), default);

        var file = StateFile(Id);
        Assert.That(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)), Does.Not.Contain("secret"));
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Any_changed_byte_is_noticed()
    {
        await _store.Write(Id, State(1, "a state"), default);
        var file = await File.ReadAllBytesAsync(StateFile(Id));

        for (var at = 0; at < file.Length; at++)
        {
            var changed = file.ToArray();
            changed[at] ^= 1;
            await File.WriteAllBytesAsync(StateFile(Id), changed);
            Assert.That(async () => await _store.Read(Id, default), Throws.TypeOf<StateDamagedException>(), $"byte {at}");
        }
    }

    [Test]
    public async Task A_cut_file_another_key_and_another_instances_file_are_noticed()
    {
        await _store.Write(Id, State(1, "a state"), default);
        File.Copy(StateFile(Id), StateFile(Other));
        Assert.That(async () => await _store.Read(Other, default), Throws.TypeOf<StateDamagedException>());
        Assert.That(async () => await new FileStateStore(_folder.FullName, new byte[32]).Read(Id, default), Throws.TypeOf<StateDamagedException>());
        await File.WriteAllBytesAsync(StateFile(Id), (await File.ReadAllBytesAsync(StateFile(Id)))[..20]);
        Assert.That(async () => await _store.Read(Id, default), Throws.TypeOf<StateDamagedException>().With.Message.Contains($"{Id}"));
    }

    [Test]
    public async Task A_write_that_was_cut_off_leaves_the_state_before_it()
    {
        await _store.Write(Id, State(1, "whole"), default);
        await File.WriteAllTextAsync($"{StateFile(Id)}.next", "NGS1 half");

        Assert.That(Text((await _store.Read(Id, default))!), Is.EqualTo("whole"));
        Assert.That(await _store.Write(Id, State(2, "next"), default), Is.True);
        Assert.That(Text((await _store.Read(Id, default))!), Is.EqualTo("next"));
    }

    [Test]
    public void A_short_master_key_is_refused() =>
        Assert.That(() => new FileStateStore(_folder.FullName, new byte[15]), Throws.ArgumentException);

    private string StateFile(InstanceId instance) => Path.Combine(_folder.FullName, "states", $"{instance}.tfstate");

    private static StoredState State(long run, string text) => new(run, Encoding.UTF8.GetBytes(text));

    private static string Text(StoredState state) => Encoding.UTF8.GetString(state.Content.Span);
}
