using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Projections.SimpleInstances;

namespace Nightingale.Tests.Projections.Contract;

/// <summary>What every kind of read models keeps.</summary>
[TestFixtureSource(typeof(ViewsUnderTest), nameof(ViewsUnderTest.All))]
public sealed class ViewsContract(Func<ViewsUnderTest> make)
{
    private static readonly DateOnly First = new(2026, 3, 1);
    private static readonly DateTimeOffset Evening = new(2026, 3, 1, 23, 59, 0, TimeSpan.Zero);

    private ViewsUnderTest _views = null!;

    [SetUp]
    public async Task Open()
    {
        _views = make();
        await _views.Open();
        await _views.Start();
    }

    [TearDown]
    public ValueTask Close() => _views.DisposeAsync();

    [Test]
    public async Task Instances_come_in_the_order_of_creation_narrowed_by_account_and_phase_and_the_deleted_apart()
    {
        foreach (var number in (int[])[3, 1, 2, 4]) await Launch(number, number == 2 ? "clinic" : "lab");
        await _views.Append(Id(3), 1, new InstanceEvent.BecameReady(Start, 1, Start));
        await _views.Append(Id(4), 1, new InstanceEvent.Deleted(Start, 1));
        await _views.Told(Id(3).PersistenceId, 2);
        await _views.Told(Id(4).PersistenceId, 2);

        Assert.That(await Ids(new()), Is.EqualTo(new[] { Id(1), Id(2), Id(3) }));
        Assert.That(await Ids(new(Phase.Ready)), Is.EqualTo(new[] { Id(3) }));
        Assert.That(await Ids(new(Phase.Deleted)), Is.EqualTo(new[] { Id(4) }));
        Assert.That(await Ids(new(Accounts: ["lab"])), Is.EqualTo(new[] { Id(1), Id(3) }));
        Assert.That(await Ids(new(Accounts: ["lab", "clinic", "lab"], Limit: 2)), Is.EqualTo(new[] { Id(1), Id(2) }));
        Assert.That(await Ids(new(Accounts: [])), Is.Empty);

        var found = await _views.List.Find([Id(3), Id(4), Id(9)]);
        Assert.That(found.ToDictionary(row => row.Key, row => (row.Value.State.Phase, row.Value.Version, row.Value.Account)), Is.EquivalentTo(new Dictionary<InstanceId, (Phase, long, string)>
        {
            [Id(3)] = (Phase.Ready, 2, "lab"),
            [Id(4)] = (Phase.Deleted, 2, "lab"),
        }));
        Assert.That(found[Id(3)].State.ReadyAt, Is.EqualTo(Start));
    }

    [Test]
    public async Task Paging_gives_each_instance_once_though_others_come_and_go_between_pieces()
    {
        for (var number = 1; number <= 10; number++) await Launch(number);
        await _views.Told(Id(10).PersistenceId, 1);
        var first = await _views.List.Query(new(Limit: 4));
        await _views.Append(Id(4), 1, new InstanceEvent.Deleted(Start, 1));
        await Launch(11);
        await _views.Told(Id(4).PersistenceId, 2);
        await _views.Told(Id(11).PersistenceId, 1);
        var second = await _views.List.Query(new(After: first.Next, Limit: 4));
        var third = await _views.List.Query(new(After: second.Next, Limit: 4));
        Assert.That(first.Rows.Concat(second.Rows).Concat(third.Rows).Select(row => row.State.Id), Is.EqualTo(Enumerable.Range(1, 11).Select(Id)));
        Assert.That(third.Next, Is.Null);
        Assert.That((await _views.List.Query(new(Limit: 10))).Next, Is.Null, "the last full piece");
    }

    [Test]
    public async Task The_bill_adds_up_exactly_by_day_and_by_instance()
    {
        await _views.OpenAccount("lab", "EUR");
        await _views.Charge("lab", 1, "b", Evening.AddHours(-1), 60, 0.10m);
        await _views.Charge("lab", 2, "a", Evening, 180, 1m / 7);
        await _views.Told("account/lab", 3);
        await _views.Charge("lab", 3, "a", Evening.AddMinutes(-1), 60, 0.25m);
        await _views.Told("account/lab", 4);

        var days = await _views.Bill.Usage("lab", First, First.AddDays(1));
        Assert.That(days.Select(day => (day.Day, day.Instance, day.Ran.TotalSeconds, day.Currency)), Is.EqualTo(new[]
        {
            (First, "a", 120d, "EUR"), (First, "b", 60d, "EUR"), (First.AddDays(1), "a", 120d, "EUR"),
        }));
        Assert.That(days.Sum(day => day.Amount), Is.EqualTo(0.35m + (1m / 7)));
        Assert.That(await _views.Bill.Usage("lab", First.AddDays(1), First.AddDays(9)), Has.Count.EqualTo(1));
        Assert.That(await _views.Bill.Usage("clinic", First, First.AddDays(1)), Is.Empty);
        Assert.That(await _views.Bill.Costs(["a", "c"]), Is.EquivalentTo(new Dictionary<string, InstanceCost>(StringComparer.Ordinal)
        {
            ["a"] = new(0.25m + (1m / 7), "EUR", Evening.AddMinutes(3)),
        }));
    }

    [Test]
    public async Task News_carry_the_instance_as_it_is_after_them_and_what_it_costs()
    {
        await _views.OpenAccount("lab", "EUR");
        await Launch(1);
        await _views.Charge("lab", 1, Id(1).ToString(), Start, 60, 0.5m);
        await _views.Told("account/lab", 2);
        await _views.Append(Id(1), 1, new InstanceEvent.BecameReady(Start, 1, Start));
        var told = await _views.Told(Id(1).PersistenceId, 2);
        Assert.That((told.About, told.Row!.State.Phase, told.Row.Version, told.Cost!.Amount), Is.EqualTo(("lab", Phase.Ready, 2L, 0.5m)));
        Assert.That((await _views.Told("account/lab", 2)).About, Is.EqualTo("lab"));
    }

    [Test]
    public async Task What_was_journalled_while_nobody_followed_is_taken_in_once_at_the_next_start()
    {
        await _views.OpenAccount("lab", "EUR");
        await Launch(1);
        await _views.Charge("lab", 1, "a", Start, 60, 0.5m);
        await _views.Told("account/lab", 2);
        await _views.Stop();
        for (var number = 2; number <= 40; number++) await Launch(number);
        for (var number = 2; number <= 600; number++) await _views.Charge("lab", number, "a", Start, 60, 0.5m);
        await _views.Start();
        Assert.That(await Ids(new()), Is.EqualTo(Enumerable.Range(1, 40).Select(Id)));
        Assert.That((await _views.Bill.Costs(["a"]))["a"].Amount, Is.EqualTo(300m));
        await _views.Charge("lab", 601, "a", Start, 60, 0.5m);
        await _views.Told("account/lab", 602);
        Assert.That((await _views.Bill.Costs(["a"]))["a"].Amount, Is.EqualTo(300.5m));
    }

    private Task Launch(int number, string account = "lab") => _views.Append(Id(number), 0, new InstanceEvent.Launched(Start.AddSeconds(number), Id(number), Spec(account: account)));

    private async Task<IEnumerable<InstanceId>> Ids(InstanceQuery query) => (await _views.List.Query(query)).Rows.Select(row => row.State.Id);
}
