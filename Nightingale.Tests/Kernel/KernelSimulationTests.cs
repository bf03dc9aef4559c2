using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>Random lives of a small tree. A seed stands for what happens and for the interleaving; whatever happens, the kernel's promises hold.</summary>
public sealed class KernelSimulationTests
{
    private static readonly Strategy[] Strategies = Enum.GetValues<Strategy>();
    private static readonly Directive[] Directives = Enum.GetValues<Directive>();
    private static readonly RestartKind[] Kinds = Enum.GetValues<RestartKind>();

    [Test]
    public void Whatever_happens_incarnations_never_overlap_and_every_ask_and_every_stop_ends()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var life = new Life(seed);
            life.Live();
            Assert.That(life.Broken, Is.Empty, $"seed {seed}");
        }
    }

    [Test]
    public void Equal_seeds_live_equal_lives()
    {
        var (once, again) = (new Life(42), new Life(42));
        once.Live();
        again.Live();

        Assert.That(once.History, Is.Not.Empty);
        Assert.That(again.History, Is.EqualTo(once.History));
    }

    private sealed record Do(string What, ReplyTo<int>? ReplyTo = null);

    private sealed class Life
    {
        private readonly Random _random;
        private readonly SeededDispatcher _dispatcher;
        private readonly ManualTime _time = new();
        private readonly List<ActorRef<Do>> _known = [];
        private readonly List<Task<int>> _asks = [];
        private readonly List<TaskCompletionSource> _awaited = [];
        private readonly Dictionary<ActorRef, int> _alive = [];
        private int _names;

        public Life(int seed)
        {
            _random = new(seed);
            _dispatcher = new(seed);
            System = new(new() { Dispatcher = _dispatcher, Time = _time, Seed = seed, Throughput = 3, Children = Supervisor(int.MaxValue, Directive.Restart) });
            for (var top = 0; top < 3; top++) _known.Add(System.Spawn(Spec(depth: 0)));
        }

        private ActorSystem System { get; }

        public List<string> Broken { get; } = [];

        public List<string> History { get; } = [];

        public void Live()
        {
            for (var step = 0; step < 60; step++)
            {
                Act();
                if (_random.Next(3) == 0) _dispatcher.RunUntilIdle();
                if (_random.Next(4) == 0) _time.Advance(TimeSpan.FromSeconds(_random.Next(1, 5)));
            }

            System.RequestStop();
            for (var second = 0; second < 120; second++)
            {
                _dispatcher.RunUntilIdle();
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            _dispatcher.RunUntilIdle();
            if (!System.Ended.IsCompleted) Broken.Add("the system did not end");
            if (_asks.Any(ask => !ask.IsCompleted) || System.Asks.Count > 0) Broken.Add("an ask never ended");
            foreach (var pending in _awaited) pending.TrySetResult();
            _dispatcher.RunUntilIdle();
        }

        private void Act()
        {
            var actor = _known[_random.Next(_known.Count)];
            string[] verbs = ["work", "fail", "exit", "spawn", "stop-child", "await", "stash", "unstash", "timer", "fail-after-await"];
            var verb = verbs[_random.Next(verbs.Length)];
            if (_random.Next(3) == 0) _asks.Add(actor.Ask<int>(replyTo => new(verb, replyTo), TimeSpan.FromSeconds(20)));
            else actor.Tell(new(verb));
            if (_random.Next(2) == 0 && _awaited.Count > 0) _awaited[_random.Next(_awaited.Count)].TrySetResult();
        }

        private ChildSpec<Do> Spec(int depth) => new($"{depth}-{_names++}", () => new Liver(this, depth))
        {
            Restart = depth == 0 ? RestartKind.Permanent : Kinds[_random.Next(Kinds.Length)],
            StopWithin = TimeSpan.FromSeconds(3),
            Children = Supervisor(_random.Next(4), Directives[_random.Next(Directives.Length)]),
        };

        private SupervisorSpec Supervisor(int max, Directive directive) => new(Strategies[_random.Next(Strategies.Length)], new(max, TimeSpan.FromSeconds(10)))
        {
            Backoff = _random.Next(2) == 0 ? null : new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), Jitter: 0.5, HealthyAfter: TimeSpan.FromSeconds(5)),
            OnFailure = _ => directive,
            StopsTogether = _random.Next(2) == 0,
        };

        private sealed class Liver(Life life, int depth) : Actor<Do>
        {
            private readonly List<ActorRef<Do>> _children = [];
            private bool _working;

            public override ValueTask Started()
            {
                life.History.Add($"{Context.Self} started");
                if (life._alive.GetValueOrDefault(Context.Self) != 0) life.Broken.Add($"{Context.Self} started before its last incarnation had ended");
                life._alive[Context.Self] = 1;
                if (depth > 0 && life._random.Next(6) == 0) throw new Fail.FailedException("start");
                return default;
            }

            public override async ValueTask Receive(Do message)
            {
                life.History.Add($"{Context.Self} {message.What}");
                if (_working) life.Broken.Add($"{Context.Self} received a message during another");
                _working = true;
                try
                {
                    await Perform(message.What);
                    message.ReplyTo?.Reply(1);
                }
                finally
                {
                    _working = false;
                }
            }

            public override ValueTask Stopped()
            {
                life.History.Add($"{Context.Self} stopped");
                life._alive[Context.Self] = 0;
                return default;
            }

            private async Task Perform(string what)
            {
                switch (what)
                {
                    case "fail": throw new Fail.FailedException("told to");
                    case "exit": Context.StopSelf(); break;
                    case "spawn" when depth < 3: Spawn(); break;
                    case "stop-child" when _children.Count > 0: Context.Stop(_children[^1]); break;
                    case "stash": Context.Stash(); break;
                    case "unstash": Context.UnstashAll(); break;
                    case "timer": Context.StartTimer("t", TimeSpan.FromSeconds(2), new("work")); break;
                    case "await": await Pend(); break;
                    case "fail-after-await":
                        await Pend();
                        throw new Fail.FailedException("after an await");
                }
            }

            private void Spawn()
            {
                var child = Context.Spawn(life.Spec(depth + 1));
                Context.Watch(child, new("work"));
                _children.Add(child);
                life._known.Add(child);
            }

            private Task Pend()
            {
                var pending = new TaskCompletionSource();
                life._awaited.Add(pending);

                // An incarnation that is abandoned has no Stopped.
                Context.Stopping.Register(() => life._alive[Context.Self] = 0);
                return pending.Task;
            }
        }
    }
}
