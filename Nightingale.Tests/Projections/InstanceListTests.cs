using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Projections.SimpleInstances;

namespace Nightingale.Tests.Projections;

public sealed class InstanceListTests
{
    [Test]
    public void Instances_come_in_the_order_of_creation()
    {
        var list = List();
        foreach (var number in (int[])[3, 1, 2]) Launch(list, number);
        list.Publish();
        Assert.That(Ids(list.Query(new())), Is.EqualTo(new[] { Id(1), Id(2), Id(3) }));
    }

    [Test]
    public void A_piece_is_not_seen_before_it_is_published()
    {
        var list = List();
        Launch(list, 1);
        Assert.That(list.Find(Id(1)), Is.Null);
        list.Publish();
        Assert.That(list.Find(Id(1))!.Version, Is.EqualTo(1));
    }

    [Test]
    public void Paging_gives_each_instance_once_though_others_come_and_go_between_pieces()
    {
        var list = List();
        for (var number = 1; number <= 10; number++) Launch(list, number);
        list.Publish();

        var first = list.Query(new(Limit: 4));
        list.Apply(Stored(Id(4), 2, new InstanceEvent.Deleted(Start, 1)));
        Launch(list, 11);
        list.Publish();
        var second = list.Query(new(After: first.Next, Limit: 4));
        var third = list.Query(new(After: second.Next, Limit: 4));

        Assert.That(
            Ids(first).Concat(Ids(second)).Concat(Ids(third)),
            Is.EqualTo(Enumerable.Range(1, 11).Select(Id)));
        Assert.That(third.Next, Is.Null);
    }

    [Test]
    public void The_last_full_piece_has_no_next()
    {
        var list = List();
        for (var number = 1; number <= 4; number++) Launch(list, number);
        list.Publish();
        Assert.That(list.Query(new(Limit: 4)).Next, Is.Null);
        Assert.That(list.Query(new(Limit: 3)).Next, Is.Not.Null);
    }

    [Test]
    public void Only_the_accounts_that_are_asked_for_are_given()
    {
        var list = List();
        Launch(list, 1, "lab");
        Launch(list, 2, "clinic");
        Launch(list, 3, "lab");
        Launch(list, 4, "archive");
        list.Publish();
        Assert.That(Ids(list.Query(new(Accounts: ["lab", "archive"]))), Is.EqualTo(new[] { Id(1), Id(3), Id(4) }));
        Assert.That(Ids(list.Query(new(Accounts: ["lab", "archive"], Limit: 2))), Is.EqualTo(new[] { Id(1), Id(3) }));
        Assert.That(list.Query(new(Accounts: ["nobody"])).Rows, Is.Empty);
        Assert.That(list.Query(new(Accounts: [])).Rows, Is.Empty);
    }

    [Test]
    public void Deleted_instances_are_given_only_to_who_asks_for_them()
    {
        var list = List();
        Launch(list, 1);
        Launch(list, 2);
        list.Apply(Stored(Id(1), 2, new InstanceEvent.Deleted(Start, 1)));
        list.Publish();
        Assert.That(Ids(list.Query(new())), Is.EqualTo(new[] { Id(2) }));
        Assert.That(Ids(list.Query(new(Phase.Deleted))), Is.EqualTo(new[] { Id(1) }));
        Assert.That(list.Live(), Is.EqualTo(new[] { Id(2) }));
        Assert.That(list.Find(Id(1))!.State.Phase, Is.EqualTo(Phase.Deleted));
    }

    [Test]
    public void A_phase_narrows_the_list()
    {
        var list = List();
        Launch(list, 1);
        Launch(list, 2);
        list.Apply(Stored(Id(2), 2, new InstanceEvent.BecameReady(Start, 1, Start)));
        list.Publish();
        Assert.That(Ids(list.Query(new(Phase.Ready))), Is.EqualTo(new[] { Id(2) }));
        Assert.That(Ids(list.Query(new(Phase.Provisioning))), Is.EqualTo(new[] { Id(1) }));
    }

    [Test]
    public void An_event_that_comes_again_changes_nothing()
    {
        var list = List();
        Launch(list, 1);
        var started = Stored(Id(1), 2, new InstanceEvent.StartRequested(Start));
        list.Apply(started);
        list.Apply(started);
        list.Publish();
        Assert.That(list.Find(Id(1))!.State.Generation, Is.EqualTo(2));
    }

    [Test]
    public void An_instance_whose_beginning_was_removed_by_retention_is_not_in_the_list()
    {
        var list = List();
        list.Apply(Stored(Id(1), 1, new InstanceEvent.Launched(Start, Id(1), Spec())) with { Payload = ReadOnlyMemory<byte>.Empty });
        list.Apply(Stored(Id(1), 2, new InstanceEvent.Deleted(Start, 1)));
        list.Publish();
        Assert.That(list.Count, Is.Zero);
    }

    [Test]
    public void Events_of_other_entities_are_not_for_the_list()
    {
        var list = List();
        list.Apply(Stored(Id(1), 1, new InstanceEvent.Launched(Start, Id(1), Spec())) with { PersistenceId = "account/lab" });
        list.Publish();
        Assert.That(list.Count, Is.Zero);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("-")]
    [TestCase("19ca8f2b400")]
    [TestCase("19ca8f2b400-")]
    [TestCase("x-00000001-0002-0003-0405-060708090a0b")]
    [TestCase("ffffffffffffffff-00000001-0002-0003-0405-060708090a0b")]
    [TestCase("7fffffffffffffff-00000001-0002-0003-0405-060708090a0b")]
    public void What_is_no_cursor_is_not_read_as_one(string? text) => Assert.That(InstanceCursor.TryParse(text, out _), Is.False);

    [Test]
    public void A_cursor_reads_back_as_itself()
    {
        var cursor = new InstanceCursor(Start, Id(7));
        Assert.That(InstanceCursor.TryParse(cursor.ToString(), out var read), Is.True);
        Assert.That(read, Is.EqualTo(cursor));
    }

    private static void Launch(InstanceList list, int number, string account = "lab") => list.Apply(
        Stored(Id(number), 1, new InstanceEvent.Launched(Start.AddSeconds(number), Id(number), Spec(account: account))));

    private static IEnumerable<InstanceId> Ids(InstancePage page) => page.Rows.Select(row => row.State.Id);
}
