using Nightingale.Actors.Journal;
using Nightingale.Tests.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

/// <summary>Auditing what a stopped node left, and what was exported from it.</summary>
public sealed class JournalCommandsTests : CommandTest
{
    private const string Account = "account/default";

    private JournalFolder _folder = null!;
    private string _export = null!;

    [SetUp]
    public async Task StopNode()
    {
        _folder = new();
        await _folder.WriteHistory();
        using (DataFolderLock.Take(_folder.Path)) { }
        await using (var journal = _folder.Open())
            await journal.Append(Appends.To(Account, 0, epoch: journal.Epoch) with { Events = [new(Appends.At, "account.opened.v1", await AccountOpened())] });
        _export = Path.Combine(Data, "journal.ndjson");
        await File.WriteAllTextAsync(_export, (await RunAs(["journal", "export", "--data", _folder.Path])).Output);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("list")]
    [TestCase("list", "--json")]
    [TestCase("show", "a")]
    [TestCase("show", Account, "--json")]
    [TestCase("replay", Account)]
    [TestCase("replay", Account, "--until", "1", "--json")]
    [TestCase("verify")]
    [TestCase("verify", "--json")]
    public async Task A_stopped_nodes_files_and_an_export_say_the_same_and_stay_as_they_are(params string[] command)
    {
        var before = await _folder.Fingerprint();
        var filed = await RunAs(["journal", .. command, "--data", _folder.Path]);
        var exported = await RunAs(["journal", .. command, "--file", _export]);

        Assert.That(filed.Exit, Is.Zero, filed.Error);
        Assert.That(filed.Output, Is.Not.Empty);
        Assert.That(exported, Is.EqualTo(filed));
        Assert.That(await _folder.Fingerprint(), Is.EqualTo(before));
    }

    [Test]
    public async Task Every_entity_is_listed_shown_and_replayed()
    {
        Assert.That((await RunAs(["journal", "list", "--data", _folder.Path])).Output.Split('\n').Skip(1).Select(line => line.Split(' ')[0]), Is.EqualTo(new[] { "a", Account, "b", "c", "" }));
        Assert.That((await RunAs(["journal", "show", "a", "--data", _folder.Path, "--json"])).Json.AsArray().Select(happened => happened!["sequence"]!.GetValue<long>()), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That((await RunAs(["journal", "replay", Account, "--data", _folder.Path])).Output, Does.StartWith("1  2026-03-01T09:00:00.000Z  account.opened.v1\n{"));
    }

    [TestCase("--data")]
    [TestCase("--file")]
    public async Task An_entity_that_is_not_there_is_told(string where)
    {
        var ran = await RunAs(["journal", "show", "account/nobody", where, where == "--data" ? _folder.Path : _export]);
        Assert.That((ran.Exit, ran.Error), Is.EqualTo((1, "The journal knows no entity 'account/nobody'. 'nightingale journal list' shows them.\n")));
    }

    [Test]
    public async Task A_verification_says_what_it_does_not_prove()
    {
        var key = Path.Combine(Data, "nightingale.pub");
        await File.WriteAllTextAsync(key, (await RunAs(["journal", "key", "--data", _folder.Path])).Output);
        var hash = (await _folder.Verify()).LastCheckpoint;

        var ran = await RunAs(["journal", "verify", "--file", _export]);
        Assert.That(ran.Output, Does.Contain("11 events of 4 entities").And.Contain($"signed up to 2026-03-01T09:00:00Z by checkpoint 3, {hash}").And.Contain("taken on its own word"));
        ran = await RunAs(["journal", "verify", "--file", _export, "--key", key, "--expect", hash!]);
        Assert.That(ran.Exit, Is.Zero, ran.Output + ran.Error);
        Assert.That(ran.Output, Does.Not.Contain("own word"));
    }

    [Test]
    public async Task A_key_that_is_none_is_a_usage_error() =>
        Assert.That((await RunAs(["journal", "verify", "--file", _export, "--key", _export])).Exit, Is.EqualTo(2));

    [Test]
    public async Task After_a_rotation_the_first_key_still_verifies_everything()
    {
        var key = Path.Combine(Data, "nightingale.pub");
        var before = (await RunAs(["journal", "key", "--data", _folder.Path])).Output;
        await File.WriteAllTextAsync(key, before);

        var rotated = await RunAs(["journal", "rotate-key", "--data", _folder.Path]);
        Assert.That(rotated.Exit, Is.Zero, rotated.Error);
        await using (var journal = _folder.Open()) await journal.Append(Appends.To("a", 4, epoch: journal.Epoch));

        Assert.That((await RunAs(["journal", "key", "--data", _folder.Path])).Output, Is.EqualTo(before));
        var verified = await RunAs(["journal", "verify", "--data", _folder.Path, "--key", key]);
        Assert.That(verified.Exit, Is.Zero, verified.Output + verified.Error);
        Assert.That(verified.Output, Does.Contain("12 events").And.Contain("checkpoint 4"));
    }

    [Test]
    public async Task The_key_of_a_running_node_or_of_no_journal_is_not_rotated()
    {
        using (DataFolderLock.Take(_folder.Path))
            Assert.That((await RunAs(["journal", "rotate-key", "--data", _folder.Path])).Error, Does.Contain($"in use by process {System.Environment.ProcessId}"));
        Assert.That((await Run("journal", "rotate-key")).Error, Does.Contain("There is no journal"));
        Assert.That(File.Exists(Path.Combine(Data, "journal.db")), Is.False);
    }

    private static Task<byte[]> AccountOpened() => File.ReadAllBytesAsync(Path.Combine(TestContext.CurrentContext.TestDirectory, "Journal", "Golden", "account.opened.v1.json"));
}
