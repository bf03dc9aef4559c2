using Nightingale.Actors.Journal;

using NUnit.Framework;
using NUnit.Framework.Internal;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>An implementation of the journal with what the contract's tests do to it; one sealed subclass an implementation, named in <see cref="All"/>.</summary>
public abstract class JournalUnderTest : IAsyncDisposable
{
    /// <summary>The journal, once it is open.</summary>
    public abstract IJournal Journal { get; }

    /// <summary>The epoch that appends must carry.</summary>
    public abstract long Epoch { get; }

    /// <summary>Every implementation there is, for tests without threads of their own: on the one in memory nothing but the test can change what they see.</summary>
    public static IEnumerable<TestFixtureData> All()
    {
        foreach (var journal in AllWithThreads())
        {
            if (journal.Arguments[0] is Func<MemoryJournalUnderTest>) journal.Properties.Add(PropertyNames.Category, "Deterministic");
            yield return journal;
        }
    }

    /// <summary>Every implementation there is.</summary>
    public static IEnumerable<TestFixtureData> AllWithThreads()
    {
        yield return Of("memory", () => new MemoryJournalUnderTest());
        yield return Of("sqlite", () => new SqliteJournalUnderTest());
        yield return Of("postgres", () => new PostgresJournalUnderTest());

        static TestFixtureData Of<T>(string name, Func<T> make)
            where T : JournalUnderTest => new TestFixtureData(make).SetArgDisplayNames(name);
    }

    /// <summary>Opens a fresh journal.</summary>
    public abstract Task Open();

    /// <summary>Lets another node take all shards over; from then on <see cref="Journal"/> is its journal on the same events.</summary>
    public abstract Task TakeOver();

    /// <summary>From now on larger appends fail.</summary>
    public abstract Task StartFailing();

    /// <summary>They no longer fail.</summary>
    public abstract Task StopFailing();

    /// <summary>Changes a stored snapshot behind the journal's back.</summary>
    public abstract Task CorruptSnapshot(string persistenceId);

    /// <summary>Closes the journal and removes what it left.</summary>
    public abstract ValueTask DisposeAsync();
}
