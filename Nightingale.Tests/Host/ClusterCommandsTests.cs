using System.Text;
using System.Threading.Channels;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Host.Commands;
using Nightingale.Tests.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

/// <summary>What operators ask of a cluster, on a real PostgreSQL.</summary>
public sealed class ClusterCommandsTests : CommandTest
{
    private PostgresServer.Shared _database = null!;

    [SetUp]
    public async Task WriteHistory()
    {
        _database = await PostgresServer.SharedDatabase();
        await using var source = _database.Connect();
        await using var journal = await PostgresJournal.Open(new() { Database = source, Writers = 1 });
        var member = new Membership(source, "ada-00000000", TimeSpan.FromMinutes(10));
        await member.Join("https://ada:7000");
        await member.Take([7]);
        await journal.Append(Appends.To("a", 0, count: 3));
    }

    [TearDown]
    public ValueTask Close() => _database.DisposeAsync();

    [Test]
    public async Task A_database_that_holds_is_said_to_and_one_that_does_not_ends_in_1_with_the_first_bad_event()
    {
        var whole = await Ask("verify");
        Assert.That((whole.Exit, whole.Error), Is.EqualTo((0, "")));
        Assert.That(whole.Output, Does.Contain("holds   hash chains and signed checkpoints are whole").And.Contain("Everything holds: 3 events of 1 entities"));

        await Change("UPDATE event SET principal = 'user:mallory' WHERE sequence_nr = 2");
        var broken = await Ask("verify");
        Assert.That(broken.Exit, Is.EqualTo(1));
        Assert.That(broken.Output, Does.Contain("BROKEN  hash chains and signed checkpoints are whole: a event 2 (shard 7, ordinal 2)").And.Contain("does not hold"));

        var json = await Ask("verify", "--json");
        Assert.That((json.Exit, (bool)json.Json["holds"]!), Is.EqualTo((1, false)));
        var bad = json.Json["invariants"]!.AsArray().Single(invariant => !(bool)invariant!["holds"]!)!["firstBad"]!;
        Assert.That(((string)bad["entity"]!, (int)bad["sequence"]!, (int)bad["shard"]!, (int)bad["ordinal"]!), Is.EqualTo(("a", 2, 7, 2)));
    }

    [Test]
    public async Task The_status_tells_of_each_node_what_it_holds_and_has_to_do()
    {
        await Change("UPDATE node SET entities = 4, runs = 2, events_seen = 1");
        var table = (await Ask("status")).Output.Split('\n');
        Assert.That(table[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo("NODE SHARDS EPOCH ENTITIES OWING RUNS LAG BEHIND STATE".Split(' ')));
        Assert.That(table[1], Does.Match(@"^ada-00000000 +1 +1 +4 +0 +2 +[0-9.]+ s +2 +up$"));
        Assert.That(table[2], Is.EqualTo("255 of 256 shards are nobody's; 3 events."));

        var node = (await Ask("status", "--json")).Json["nodes"]![0]!;
        Assert.That(((int)node["entities"]!, (int)node["runs"]!, (int)node["eventsBehind"]!, (long)node["epoch"]!), Is.EqualTo((4, 2, 2, 1L)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Who_watches_hears_at_once_of_a_node_that_drains(bool json)
    {
        using var enough = new CancellationTokenSource();
        var lines = Channel.CreateUnbounded<string>();
        // A clock that stands: only the database's own news can wake it.
        var terminal = new Terminal(new Lines(lines.Writer), TextWriter.Null, _ => null, new ManualTime(), Colours: false);
        var watching = CommandLine.Run(["cluster", "status", "--watch", "--database", _database.ConnectionString, .. json ? ["--json"] : Array.Empty<string>()], terminal, Starter, enough.Token);
        await Told(lines.Reader, json ? "\"draining\":false" : " up");
        Assert.That((await RunAs(["cluster", "drain", "ada", "--database", _database.ConnectionString])).Exit, Is.Zero);
        await Told(lines.Reader, json ? "\"draining\":true" : "draining");
        await enough.CancelAsync();
        Assert.That(await watching.WaitAsync(TimeSpan.FromSeconds(30)), Is.Zero);
    }

    [Test]
    public async Task On_a_terminal_the_table_stays_in_its_place()
    {
        using var enough = new CancellationTokenSource();
        var lines = Channel.CreateUnbounded<string>();
        var terminal = new Terminal(new Lines(lines.Writer), TextWriter.Null, _ => null, new ManualTime(), Colours: true);
        var watching = CommandLine.Run(["cluster", "status", "--watch", "--database", _database.ConnectionString], terminal, Starter, enough.Token);
        await Told(lines.Reader, "up ");
        await Change("UPDATE node SET draining = true");
        Assert.That(await Told(lines.Reader, "draining"), Does.Contain("\u001b[2A"), "the cursor goes up");
        await enough.CancelAsync();
        Assert.That(await watching.WaitAsync(TimeSpan.FromSeconds(30)), Is.Zero);
    }

    private static async Task<string> Told(ChannelReader<string> lines, string words)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var all = "";
        while (!all.Contains(words, StringComparison.Ordinal)) all += await lines.ReadAsync(bound.Token);
        return all;
    }

    private Task<Ran> Ask(string what, params string[] more) => RunAs(["cluster", what, "--database", _database.ConnectionString, .. more]);

    private async Task Change(string sql)
    {
        await using var source = _database.Connect();
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Gives what is written to who waits for it.</summary>
    private sealed class Lines(ChannelWriter<string> lines) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => lines.TryWrite($"{value}");

        public override void Write(string? value) => lines.TryWrite(value ?? "");

        public override void WriteLine(string? value) => lines.TryWrite($"{value}\n");
    }
}
