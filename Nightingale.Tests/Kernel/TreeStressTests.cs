using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>A tree on the real thread pool whose actors fail, exit, spawn and stop each other all the time.</summary>
public sealed class TreeStressTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Every_ask_and_the_stop_of_the_tree_end_whatever_happens_at_the_same_time([Range(1, 8)] int seed)
    {
        await using var system = new ActorSystem(new() { Throughput = 5, Children = Supervisor(Strategy.OneForOne) });
        var parents = Enumerable.Range(0, 8).Select(number => system.Spawn(Parent(number))).ToList();

        var asks = await Task.WhenAll(Enumerable.Range(0, 4).Select(asker => Task.Run(() => Ask(parents, new((seed * 100) + asker)))));
        system.RequestStop();
        await system.Ended.WaitAsync(Bound);
        var ended = asks.SelectMany(list => list).Select(ask => ask.ContinueWith(static _ => { }, TaskScheduler.Default)).ToList();
        await Task.WhenAll(ended).WaitAsync(Bound);

        Assert.That(ended, Has.Count.EqualTo(4 * 5_000));
        Assert.That(system.Asks.Count, Is.Zero);
        Assert.That(system.Tree(), Has.Count.EqualTo(1));
    }

    private static List<Task<int>> Ask(List<ActorRef<Order>> parents, Random random) =>
        [.. Enumerable.Range(0, 5_000).Select(_ => parents[random.Next(parents.Count)].Ask<int>(replyTo => new(random.Next(12), replyTo), TimeSpan.FromSeconds(1)))];

    private static SupervisorSpec Supervisor(Strategy strategy) => new(strategy, new(int.MaxValue, TimeSpan.FromSeconds(1)));

    private static ChildSpec<Order> Parent(int number) => new($"parent-{number}", () => new Member()) { Children = Supervisor((Strategy)(number % 3)) };

    private sealed record Order(int Number, ReplyTo<int> ReplyTo);

    private sealed class Member : Actor<Order>
    {
        private readonly List<ActorRef<Order>> _children = [];
        private int _names;

        public override async ValueTask Receive(Order message)
        {
            if (message.Number % 4 == 0) await Task.Yield();
            switch (message.Number)
            {
                case 0:
                    message.ReplyTo.Fail(new Fail.FailedException("ordered"));
                    throw new Fail.FailedException("ordered");
                case 1 or 2 when _children.Count < 20:
                    _children.Add(Context.Spawn(new ChildSpec<Order>($"child-{_names++}", () => new Member()) { Restart = RestartKind.Transient }));
                    message.ReplyTo.Reply(1);
                    break;
                case 3 when _children.Count > 0:
                    Context.Stop(_children[0]);
                    _children.RemoveAt(0);
                    message.ReplyTo.Reply(1);
                    break;
                case 4:
                    message.ReplyTo.Reply(1);
                    Context.StopSelf();
                    break;
                case > 4 when _children.Count > 0:
                    _children[message.Number % _children.Count].Tell(message);
                    break;
                default:
                    message.ReplyTo.Reply(1);
                    break;
            }
        }
    }
}
