using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>What every journal promises: one subclass an idea, each run on every implementation.</summary>
public abstract class JournalContract(Func<JournalUnderTest> make)
{
    /// <summary>The implementation, fresh for each test.</summary>
    protected JournalUnderTest UnderTest { get; private set; } = null!;

    /// <summary>Its journal.</summary>
    protected IJournal Journal => UnderTest.Journal;

    [SetUp]
    public async Task OpenJournal()
    {
        UnderTest = make();
        await UnderTest.Open();
    }

    [TearDown]
    public async Task CloseJournal() => await UnderTest.DisposeAsync();

    /// <summary>A request under the present epoch.</summary>
    protected AppendRequest To(string persistenceId, long version, int count = 1, int shard = 7, bool owes = false, string? key = null) =>
        Appends.To(persistenceId, version, count, shard, UnderTest.Epoch, owes, key);
}
