using System.Globalization;

using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Tests.Entities;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>
/// The program that tests kill: clients that count up counters as fast as they can, through the entity shell, on a SQLite journal. It says <c>ready</c>,
/// reads a data folder's path, and then writes a line for each command, <c>OUTCOME ENTITY KEY</c>, until it is killed or its input ends.
/// </summary>
internal static class CountingNode
{
    /// <summary>The argument that makes this program of the test assembly.</summary>
    public const string Name = "counting-node";

    /// <summary>A second argument: it acknowledges each command before it is stored, as no node may.</summary>
    public const string Beforehand = "beforehand";

    private const int Clients = 16;
    private const int Counters = 8;
    private const int WarmUpRounds = 2;
    private const int TendEvery = 20;
    private static readonly EntityOptions Options = new() { SnapshotEvery = 5, AskTimeout = TimeSpan.FromMinutes(10) };

    public static async Task Run(TextReader input, TextWriter output, bool beforehand)
    {
        using (var scratch = new TemporaryFolder()) await Count(scratch.Path, TextWriter.Null, WarmUpRounds, beforehand);
        await output.WriteLineAsync("ready");
        if (await input.ReadLineAsync() is not { } folder) return;

        // On a thread of its own: the console's input blocks whoever reads it, who would not see then that counting has failed.
        await await Task.WhenAny(Count(folder, output, int.MaxValue, beforehand), Task.Run(input.ReadToEndAsync));
    }

    private static async Task Count(string folder, TextWriter output, int rounds, bool beforehand)
    {
        using var folderLock = DataFolderLock.Take(folder);
        await using var journal = SqliteJournal.Open(new() { Folder = folder });
        await journal.Ask(MoveItsLogOften);
        await using var node = await CounterNode.Start(journal, new HurriedTime(factor: 50), new CounterNode.Bell(), Options, journal.Epoch);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => Client(client))));

        async Task Client(int client)
        {
            for (var round = 0; round < rounds; round++)
            {
                var counter = (client + round) % Counters;
                var command = string.Create(CultureInfo.InvariantCulture, $"counter/{counter} {journal.Epoch}.{client}.{round}");
                if (beforehand) await output.WriteLineAsync($"{Answer.Done} {command}");
                var outcome = await Add(node, $"{counter}", command.Split(' ')[1]);
                if (!beforehand) await output.WriteLineAsync($"{outcome} {command}");
                if (round % TendEvery == client) await Tend(journal, $"counter/{counter}");
            }
        }
    }

    // So that kills and faults also come while SQLite moves its log into the database.
    private static bool MoveItsLogOften(SqliteStore store)
    {
        Statement.Run(store.Connection, "PRAGMA wal_autocheckpoint = 20");
        return true;
    }

    private static async Task<string> Add(CounterNode node, string counter, string key)
    {
        try
        {
            await node.Add(counter, 1, new(key, "f"));
            return Answer.Done;
        }
        catch (EntityUnavailableException fault)
        {
            return fault.InnerException is AppendFailedException ? Answer.Failed : Answer.Unknown;
        }
    }

    // Checkpoints and retention, as a node has them now and then.
    private static async Task Tend(SqliteJournal journal, string counter)
    {
        try
        {
            await journal.WriteCheckpoint();
            if (await journal.LoadSnapshot(counter) is { } snapshot) await journal.DeleteTo(counter, snapshot.SequenceNr);
        }
        catch (JournalException)
        {
            // The disk is at fault; the clients tell of it.
        }
    }
}
