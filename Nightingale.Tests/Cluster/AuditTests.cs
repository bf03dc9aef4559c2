using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

using Nightingale.Tests.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>The real command line, in a process of its own, finds what was done to a journal: in a stopped node's folder, and on a machine with an export and a public key alone.</summary>
public sealed class AuditTests
{
    private JournalFolder _folder = null!;
    private TemporaryFolder _elsewhere = null!;

    [SetUp]
    public async Task StopNode()
    {
        (_folder, _elsewhere) = (new(), new());
        await _folder.WriteHistory();
    }

    [TearDown]
    public void RemoveFolders()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [TestCase("a changed payload", "UPDATE event SET payload = '{}' WHERE persistence_id = 'a' AND sequence_nr = 3", "a event 3 (shard 7, ordinal 5): its payload was changed")]
    [TestCase("a removed event", "DELETE FROM event WHERE persistence_id = 'b' AND sequence_nr = 2", "b event 2 (shard 7, ordinal 4): this event is missing")]
    [TestCase("an inserted event", "INSERT INTO event SELECT 'a', 5, 7, 8, epoch, at, manifest, payload, principal, command_key, payload_hash, hash FROM event WHERE persistence_id = 'a' AND sequence_nr = 4", "a event 5 (shard 7, ordinal 8): its hash does not hold")]
    [TestCase("two swapped events", "UPDATE event SET sequence_nr = -sequence_nr WHERE persistence_id = 'a' AND sequence_nr > 2; UPDATE event SET sequence_nr = 7 + sequence_nr WHERE sequence_nr < 0", "a event 4 (shard 7, ordinal 5)")]
    [TestCase("a cut-off tail", "DELETE FROM event WHERE shard = 7 AND ordinal > 5", "shard 7, ordinal 6: the events of ordinals 6 to 7 are missing")]
    [TestCase("a rewritten checkpoint", "UPDATE checkpoint_head SET ordinal = 2 WHERE checkpoint = 1 AND shard = 7", "Checkpoint 1 was rewritten")]
    [TestCase("an epoch that falls", "UPDATE event SET epoch = 0 WHERE persistence_id = 'a' AND sequence_nr = 3", "a event 3 (shard 7, ordinal 5): its epoch 0 is older than epoch 1")]
    public async Task A_stopped_nodes_journal_that_was_changed_does_not_verify(string what, string sql, string told)
    {
        Assert.That((await Verify("--data", _folder.Path)).Exit, Is.Zero, "the control: untouched it holds");
        _folder.Change(sql);

        var (exit, output) = await Verify("--data", _folder.Path);
        Assert.That(exit, Is.EqualTo(1), what);
        Assert.That(output, Does.StartWith("The journal does not hold. ").And.Contain(told));
    }

    [Test]
    public async Task An_export_and_the_public_key_are_all_that_an_auditor_needs()
    {
        await Export();
        var (exit, output) = await Verify("--file", "journal.ndjson", "--key", "nightingale.pub");

        Assert.That(exit, Is.Zero, output);
        Assert.That(Directory.EnumerateFileSystemEntries(_elsewhere.Path).Count(), Is.EqualTo(2));
        Assert.That(output, Does.Contain("10 events of 3 entities").And.Contain("signed up to 2026-03-01T09:00:00Z"));
    }

    [TestCase("a payload", "its payload was changed")]
    [TestCase("an event", "this event is missing")]
    [TestCase("the tail", "is not in this journal")]
    [TestCase("the key", "neither trusted nor endorsed")]
    public async Task An_export_that_was_changed_does_not_verify(string changed, string told)
    {
        var kept = (await _folder.Verify()).LastCheckpoint!;
        if (changed == "the key") await ForgeEverything();
        await Export(key: changed != "the key");
        var lines = (await File.ReadAllLinesAsync(_elsewhere.File("journal.ndjson"))).ToList();
        if (changed == "a payload") lines[4] = lines[4].Replace("\"number\":2", "\"number\":3", StringComparison.Ordinal);
        if (changed == "an event") lines.RemoveAt(4);
        if (changed == "the tail") lines.RemoveRange(7, 7); // All after the first checkpoint but the last line.
        await File.WriteAllLinesAsync(_elsewhere.File("journal.ndjson"), lines);

        string[] evidence = changed == "the key" ? [] : ["--expect", kept];
        var (exit, output) = await Verify(["--file", "journal.ndjson", "--key", "nightingale.pub", .. evidence]);
        Assert.That(exit, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain(told));
    }

    [Test]
    public async Task A_running_nodes_export_is_signed_up_to_the_moment_it_was_made()
    {
        using var folder = new ScratchFolder();
        using var host = await HostProcess.Up(folder.Path);
        var quiet = await Signed();

        Assert.That(await Signed(), Is.GreaterThan(quiet), "also where nothing happened since");

        async Task<DateTimeOffset> Signed()
        {
            await File.WriteAllTextAsync(_elsewhere.File("journal.ndjson"), (await Run("export", "--data", folder.Path)).Output);
            await File.WriteAllTextAsync(_elsewhere.File("nightingale.pub"), (await Run("key", "--data", folder.Path)).Output);
            var (exit, output) = await Verify("--file", "journal.ndjson", "--key", "nightingale.pub", "--json");
            Assert.That(exit, Is.Zero, output);
            Assert.That(JsonNode.Parse(output)!["unsigned"]!.GetValue<long>(), Is.Zero);
            return JsonNode.Parse(output)!["signedAt"]!.GetValue<DateTimeOffset>();
        }
    }

    private async Task Export(bool key = true)
    {
        if (key) await KeepKey();
        await File.WriteAllTextAsync(_elsewhere.File("journal.ndjson"), (await Run("export", "--data", _folder.Path)).Output);
    }

    private async Task KeepKey() => await File.WriteAllTextAsync(_elsewhere.File("nightingale.pub"), (await Run("key", "--data", _folder.Path)).Output);

    /// <summary>The auditor has the right key; then all is made anew with another.</summary>
    private async Task ForgeEverything()
    {
        await KeepKey();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await Forgery.Rewrite(_folder, "a", 3);
        Forgery.ExchangeKey(_folder, stranger);
        await Forgery.RewriteCheckpoints(_folder, stranger);
        Assert.That((await _folder.Verify()).Problems, Is.Empty, "the control: by itself nothing shows it");
    }

    private Task<(int Exit, string Output)> Verify(params string[] arguments) => Run(["verify", .. arguments]);

    /// <summary>Runs <c>nightingale journal</c> in the auditor's folder.</summary>
    private async Task<(int Exit, string Output)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Nightingale.Host.Composition.Node).Assembly.Location, "journal", .. arguments])
        {
            WorkingDirectory = _elsewhere.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, output);
    }
}
