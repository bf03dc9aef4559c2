using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Journal;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Audit;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

/// <summary>The attempts of several nodes in a real PostgreSQL.</summary>
public sealed class AttemptTableTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private string _folder = "";
    private PostgresServer.Shared _shared = null!;
    private NpgsqlDataSource _database = null!;

    [SetUp]
    public async Task Open()
    {
        _folder = Directory.CreateTempSubdirectory("nightingale-attempts-").FullName;
        _shared = await PostgresServer.SharedDatabase();
        _database = _shared.Connect();
        await (await PostgresJournal.Open(new() { Database = _database })).DisposeAsync();
    }

    [TearDown]
    public async Task Close()
    {
        await _database.DisposeAsync();
        await _shared.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Attempts_on_each_node_are_found_from_any_newest_first_and_in_pieces()
    {
        using var ada = Log("ada");
        using var ben = Log("ben");
        for (var number = 0; number < 40; number++) (number % 4 == 0 ? ben : ada).Write(AttemptFilesTests.Attempt(number));
        using var stop = new CancellationTokenSource();
        var copying = new[] { Shipping("ada", ada).Run(stop.Token), Shipping("ben", ben).Run(stop.Token) };
        var table = new AttemptTable(_database);
        await Eventually.True(async () => (await table.Read(Query(100), default)).Items.Count == 40, Bound);

        var found = new List<Attempt>();
        string? after = null;
        do
        {
            var page = await table.Read(Query(7, after), default);
            found.AddRange(page.Items);
            after = page.Next;
            Assert.That(after is null || table.IsPlace(after), Is.True);
        }
        while (after is not null);
        Assert.That(found.Select(one => one.Record), Is.EqualTo(Enumerable.Range(0, 40).Reverse().Select(AttemptFilesTests.Attempt)));
        Assert.That(found.Count(one => one.Node == "ben"), Is.EqualTo(10));
        Assert.That((await table.Read(Query(100) with { Principal = "user:bob", Outcome = AccessOutcome.Refused }, default)).Items, Has.Count.EqualTo(4));

        await stop.CancelAsync();
        foreach (var one in copying) await one.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Bound);
    }

    [Test]
    public async Task An_attempt_of_somebody_unknown_at_an_address_where_nothing_lies_is_found_as_it_was()
    {
        using var log = Log("ada");
        var unknown = AttemptFilesTests.Attempt(1) with { Principal = null, Token = null, From = null, Operation = null };
        log.Write(unknown);
        await Shipping("ada", log).Copy(default);
        Assert.That((await new AttemptTable(_database).Read(Query(10), default)).Items.Single().Record, Is.EqualTo(unknown));
    }

    [Test]
    public async Task Each_attempt_is_copied_once_though_a_node_starts_again_and_its_files_are_put_away()
    {
        for (var start = 0; start < 3; start++)
        {
            using var log = Log("ada", mostBytes: 5_000);
            for (var number = 0; number < 50; number++) log.Write(AttemptFilesTests.Attempt((start * 50) + number));
            while (await Shipping("ada", log).Copy(default) > 0)
            {
                // There is more.
            }
        }

        var found = (await new AttemptTable(_database).Read(Query(1000), default)).Items;
        Assert.That(found.Select(one => one.Record.TraceId), Is.EqualTo(Enumerable.Range(0, 150).Reverse().Select(number => $"trace-{number}")));
    }

    [Test]
    public async Task What_was_done_while_the_database_was_away_is_copied_when_it_is_back()
    {
        await using var outcast = _shared.Connect("outcast");
        using var log = Log("ada");
        using var stop = new CancellationTokenSource();
        var copying = new AttemptShipping(outcast, "ada", log, TimeProvider.System, NullLogger<AttemptShipping>.Instance).Run(stop.Token);
        log.Write(AttemptFilesTests.Attempt(1));
        var table = new AttemptTable(_database);
        await Eventually.True(async () => (await table.Read(Query(10), default)).Items.Count == 1, Bound);

        await _shared.Banish("outcast");
        for (var number = 2; number < 5; number++) log.Write(AttemptFilesTests.Attempt(number));
        Assert.That((await table.Read(Query(10), default)).Items, Has.Count.EqualTo(1), "the control: it cannot be copied");
        await _shared.Admit("outcast");
        await Eventually.True(async () => (await table.Read(Query(10), default)).Items.Count == 4, Bound);
        Assert.That(copying.IsCompleted, Is.False);

        await stop.CancelAsync();
        await copying.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Bound);
    }

    private static AttemptQuery Query(int limit, string? after = null) => new(null, null, null, null, null, after, limit);

    private AccessLog Log(string node, long mostBytes = 64 << 20)
    {
        Directory.CreateDirectory(Path.Combine(_folder, node));
        return new(Path.Combine(_folder, node, "access.jsonl"), NullLogger<AccessLog>.Instance, mostBytes);
    }

    private AttemptShipping Shipping(string node, AccessLog log) => new(_database, node, log, TimeProvider.System, NullLogger<AttemptShipping>.Instance);
}
