using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Journal;
using Nightingale.Host.Composition;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

/// <summary>Sizes and prices of a cluster in a real PostgreSQL.</summary>
public sealed class ClusterConfigurationTests
{
    private static readonly PriceKey Cpu = new("local", "on-demand", Resource.Cpu, "USD");

    private NpgsqlDataSource _database = null!;

    private ConfigurationTable Table => new(_database);

    [SetUp]
    public async Task Open()
    {
        _database = await PostgresServer.Database();
        await (await PostgresJournal.Open(new() { Database = _database })).DisposeAsync();
    }

    [TearDown]
    public ValueTask Close() => _database.DisposeAsync();

    [Test]
    public async Task Nodes_that_start_at_once_put_the_shipped_files_there_once_and_a_later_start_changes_nothing()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Node()));
        Assert.That(nodes.Select(node => node.Now.Sizes.Sizes.Length), Is.All.EqualTo(4));
        await Table.Set(ConfigurationFile.Sizes, await Changed(ConfigurationFile.Sizes, "\"small\"", "\"tiny\""), default);
        await Node();

        Assert.That(await Table.Versions(default), Is.EquivalentTo(new Dictionary<string, long>(StringComparer.Ordinal) { ["sizes"] = 2, ["prices"] = 1 }));
    }

    [Test]
    public async Task What_is_set_holds_on_a_running_node_once_it_has_read_it()
    {
        var node = await Node();
        var (catalogue, prices) = (Configuration.Catalogue(() => node.Now), (Func<PriceBook>)(() => node.Now.Prices));
        await Table.Set(ConfigurationFile.Sizes, await Changed(ConfigurationFile.Sizes, "\"small\"", "\"tiny\""), default);
        await Table.Set(ConfigurationFile.Prices, await WithAnotherPrice(), default);
        Assert.That((catalogue.Sizes()[0].Size.Name, prices().Prices(Cpu).Length), Is.EqualTo(("small", 1)), "the control: it has not read it yet");

        await node.Refresh(default);
        Assert.That((catalogue.Sizes()[0].Size.Name, prices().Prices(Cpu).Length), Is.EqualTo(("tiny", 2)));
        Assert.That(catalogue.Resolve(new("small", null, null, null, null), "local").Problem, Does.StartWith("There is no size 'small'."));
    }

    [Test]
    public async Task A_price_that_is_there_cannot_be_changed_or_taken_away_and_nothing_is_stored_of_what_does_not_hold()
    {
        await Node();
        foreach (var (file, content, told) in new[]
        {
            (ConfigurationFile.Prices, await Changed(ConfigurationFile.Prices, "0.02,", "0.03,"), "local/on-demand/Cpu/USD/2026-01-01T00:00:00Z/v1 was changed."),
            (ConfigurationFile.Prices, """{"prices":[]}""", "is gone."),
            (ConfigurationFile.Prices, "{", "The file is not JSON as it should be"),
            (ConfigurationFile.Sizes, """{"sizes":[]}""", "limits: an object is missing."),
        })
            Assert.That(async () => await Table.Set(file, content, default), Throws.TypeOf<StartupException>().With.Message.Contains(told).And.Message.Contains("nothing was changed"));

        Assert.That(await Table.Versions(default), Is.EquivalentTo(new Dictionary<string, long>(StringComparer.Ordinal) { ["sizes"] = 1, ["prices"] = 1 }));
    }

    [Test]
    public async Task Of_two_operators_who_set_at_once_both_find_a_version_of_their_own()
    {
        await Node();
        var content = await WithAnotherPrice();
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Table.Set(ConfigurationFile.Prices, content, default)));
        Assert.That(versions, Is.EquivalentTo(Enumerable.Range(2, 8).Select(version => (long)version)));
    }

    [Test]
    public async Task What_does_not_hold_here_leaves_a_running_node_as_it_is_and_keeps_others_from_starting()
    {
        var node = await Node();
        await using (var insert = _database.CreateCommand("INSERT INTO configuration (name, version, content) VALUES ('sizes', 2, '{')")) await insert.ExecuteNonQueryAsync();

        Assert.That(async () => await node.Refresh(default), Throws.TypeOf<StartupException>());
        Assert.That(node.Now.Sizes.Sizes, Has.Length.EqualTo(4));
        Assert.That(Node, Throws.TypeOf<StartupException>().With.Message.StartsWith("Version 2 of the cluster's sizes does not hold."));
    }

    private Task<ClusterConfiguration> Node() => ClusterConfiguration.Open(Table, NullLogger.Instance, default);

    private async Task<string> Changed(ConfigurationFile file, string was, string now) =>
        (await Table.Current(file, default)).Content.Replace(was, now, StringComparison.Ordinal);

    private Task<string> WithAnotherPrice() => Changed(
        ConfigurationFile.Prices,
        "\"prices\": [",
        """ "prices": [ { "target": "local", "resource": "cpu", "unit": "vCPU-hour", "price": 0.5, "currency": "USD", "from": "2027-01-01T00:00:00Z", "source": "a test", "date": "2026-01-01", "version": 1 },""");
}
