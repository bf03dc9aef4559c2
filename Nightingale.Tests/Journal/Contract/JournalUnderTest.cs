using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>An implementation of the journal with what the contract's tests do to it; one sealed subclass an implementation, named in <see cref="All"/>.</summary>
public abstract class JournalUnderTest : IAsyncDisposable
{
    /// <summary>The journal, once it is open.</summary>
    public abstract IJournal Journal { get; }

    /// <summary>The epoch that appends must carry.</summary>
    public abstract long Epoch { get; }

    /// <summary>Every implementation there is.</summary>
    public static IEnumerable<TestFixtureData> All()
    {
        yield return Of("memory", () => new MemoryJournalUnderTest());
        yield return Of("sqlite", () => new SqliteJournalUnderTest());
        yield return Of("postgres", () => new PostgresJournalUnderTest());

        static TestFixtureData Of(string name, Func<JournalUnderTest> make) => new TestFixtureData(make).SetArgDisplayNames(name);
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
