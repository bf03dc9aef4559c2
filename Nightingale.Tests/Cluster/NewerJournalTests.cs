using Microsoft.Data.Sqlite;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A journal that a newer Nightingale has written is refused, and stays as it is.</summary>
public sealed class NewerJournalTests : BadStart
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task A_newer_schema_is_refused()
    {
        await using (var connection = new SqliteConnection($"Data Source={In("journal.db")};Pooling=False"))
        {
            connection.Open();
            Statement.Run(connection, "PRAGMA user_version = 99");
        }

        await Refuses(Good, "The journal was written by a newer Nightingale (schema 99, this one knows 1): upgrade.");
    }

    [TestCase("instance/0193c2a4-0000-7000-8000-000000000001", "instance.launched.v99")]
    [TestCase("account/lab", "account.opened.v99")]
    public async Task A_newer_event_is_refused_and_no_event_is_added_changed_or_lost(string entity, string manifest)
    {
        await using (var journal = SqliteJournal.Open(new() { Folder = Folder }))
        {
            var newer = new NewEvent(At, manifest, """{"at":"2026-03-01T09:00:00Z"}"""u8.ToArray());
            await journal.Append(new(entity, Shards.Of(entity), journal.Epoch, 0, [newer], "user:operator", null, OwesWork: true));
        }

        var before = await Good.Run("journal", "export");
        var (exit, output) = await HostProcess.Fails(Good);
        Assert.That((exit, output), Is.EqualTo((1, $"Event 1 of {entity} is a {manifest}, which this Nightingale does not know. Was it written by a newer version? Then upgrade.")));
        Assert.That((await Good.Run("journal", "export")).Output, Is.EqualTo(before.Output).And.Contains(manifest));
        Assert.That((await Good.Run("journal", "verify")).ExitCode, Is.Zero);
    }
}
