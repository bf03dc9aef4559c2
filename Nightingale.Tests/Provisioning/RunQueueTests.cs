using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class RunQueueTests
{
    private List<string> _order = null!;

    [SetUp]
    public void Forget() => _order = [];

    [Test]
    public async Task At_most_so_many_runs_go_at_a_time()
    {
        var queue = new RunQueue(2);
        using var first = await Enter(queue, 1, "a");
        using var second = await Enter(queue, 2, "a");

        var third = Enter(queue, 3, "a");

        Assert.That((third.IsCompleted, queue.Running, queue.Waiting), Is.EqualTo((false, 2, 1)));
        first.Dispose();
        (await third).Dispose();
    }

    [Test]
    public async Task Accounts_take_turns_however_much_one_of_them_asks_for()
    {
        var queue = new RunQueue(1);
        var running = await Enter(queue, 100, "big");
        var runs = Enumerable.Range(1, 4).Select(number => Served(queue, number, "big")).ToList();
        runs.Add(Served(queue, 11, "small"));
        runs.Add(Served(queue, 12, "small"));
        runs.Add(Served(queue, 21, "other"));

        running.Dispose();
        await Task.WhenAll(runs).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(string.Join(", ", _order), Is.EqualTo("big 1, small 11, other 21, big 2, small 12, big 3, big 4"));
    }

    [Test]
    public async Task An_instance_has_one_run_at_a_time_and_others_pass_it()
    {
        var queue = new RunQueue(2);
        using var old = await Enter(queue, 1, "a");

        var newer = Enter(queue, 1, "a");
        using var other = await Enter(queue, 2, "a");

        Assert.That(newer.IsCompleted, Is.False);
        old.Dispose();
        (await newer).Dispose();
    }

    [Test]
    public async Task Who_waits_hears_the_place_and_again_whenever_it_has_halved()
    {
        var queue = new RunQueue(1);
        var places = new List<int>();
        var turn = await Enter(queue, 100, "a");
        var before = Enumerable.Range(1, 5).Select(number => Enter(queue, number, "a")).ToList();

        var last = queue.Enter(Id(6), "a", places.Add, CancellationToken.None);
        foreach (var next in before)
        {
            turn.Dispose();
            turn = await next;
        }
        turn.Dispose();
        (await last).Dispose();

        Assert.That(string.Join(", ", places), Is.EqualTo("6, 3, 1"));
    }

    [Test]
    public async Task Who_is_served_at_once_hears_no_place()
    {
        var places = new List<int>();

        using var turn = await new RunQueue(1).Enter(Id(1), "a", places.Add, CancellationToken.None);

        Assert.That(places, Is.Empty);
    }

    [Test]
    public async Task Who_is_cancelled_leaves_the_queue()
    {
        var queue = new RunQueue(1);
        var running = await Enter(queue, 1, "a");
        using var cancel = new CancellationTokenSource();
        var cancelled = queue.Enter(Id(2), "a", _ => { }, cancel.Token);
        var next = Enter(queue, 3, "a");

        await cancel.CancelAsync();

        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        running.Dispose();
        (await next).Dispose();
        Assert.That((queue.Running, queue.Waiting), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_turn_ends_once()
    {
        var queue = new RunQueue(1);
        var first = await Enter(queue, 1, "a");
        first.Dispose();
        using var second = await Enter(queue, 1, "a");

        first.Dispose();

        Assert.That(queue.Running, Is.EqualTo(1));
    }

    [Test]
    public async Task Whatever_comes_and_goes_nothing_overlaps_and_everything_is_served([Values(1, 2, 3, 4, 5)] int seed)
    {
        var random = new Random(seed);
        var queue = new RunQueue(3);
        var running = new HashSet<InstanceId>();
        var gate = new Lock();
        var faults = 0;

        await Task.WhenAll(Enumerable.Range(0, 500).Select(async number =>
        {
            var (instance, account) = (Id(random.Next(20)), $"{random.Next(4)}");
            await Task.Yield();
            using var turn = await queue.Enter(instance, account, _ => { }, CancellationToken.None);
            lock (gate)
            {
                if (!running.Add(instance) || running.Count > 3) faults++;
            }
            await Task.Yield();
            lock (gate) running.Remove(instance);
        })).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That((faults, queue.Running, queue.Waiting), Is.EqualTo((0, 0, 0)));
    }

    private static Task<IDisposable> Enter(RunQueue queue, int instance, string account) => queue.Enter(Id(instance), account, _ => { }, CancellationToken.None);

    private async Task Served(RunQueue queue, int instance, string account)
    {
        using var turn = await Enter(queue, instance, account);
        _order.Add($"{account} {instance}");
    }

    private static InstanceId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));
}
