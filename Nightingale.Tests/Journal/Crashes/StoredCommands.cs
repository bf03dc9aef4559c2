using Nightingale.Actors.Journal;
using Nightingale.Tests.Entities;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>The commands that a journal holds after its node died, to be held against what was answered.</summary>
internal sealed class StoredCommands
{
    private readonly HashSet<(string Entity, string Key)> _stored = [];

    /// <summary>How many there are.</summary>
    public int Count => _stored.Count;

    /// <summary>Reads them from the files that the node left, which must be a whole journal.</summary>
    public static async Task<StoredCommands> In(JournalFolder folder)
    {
        var commands = new StoredCommands();
        await using var journal = SqliteJournal.OpenReadOnly(folder.Path);
        Assert.That((await JournalVerifier.Verify(journal.Records())).Problems, Is.Empty);
        foreach (var (entity, version) in await journal.Entities("counter/").All())
        {
            var events = await journal.Read(entity).All();
            Assert.That(events, Has.Count.EqualTo(version));
            foreach (var stored in events)
                if (stored.CommandKey is { } key)
                    Assert.That(commands._stored.Add((entity, key.Split(' ')[1])), $"{entity} {key} is stored once");
        }

        return commands;
    }

    /// <summary>Those of these answers whose commands are stored.</summary>
    public IEnumerable<Answer> Among(IEnumerable<Answer> answers) => answers.Where(answer => _stored.Contains((answer.Entity, answer.Key)));

    /// <summary>Acknowledged, and not there.</summary>
    public IEnumerable<Answer> Lost(IEnumerable<Answer> answers)
    {
        var done = answers.Where(answer => answer.Outcome == Answer.Done).ToList();
        return done.Except(Among(done));
    }

    /// <summary>The next node's counters: each has counted what is stored, no more and no less.</summary>
    public async Task AreServedBy(CounterNode node)
    {
        foreach (var counter in _stored.GroupBy(command => command.Entity, StringComparer.Ordinal))
            Assert.That((await node.Counters.Get(counter.Key.Split('/')[1])).State.Sum, Is.EqualTo(counter.Count()), counter.Key);
    }
}
