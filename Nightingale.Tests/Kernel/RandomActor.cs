using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>One incarnation in a <see cref="RandomTree"/>.</summary>
internal sealed class RandomActor(RandomTree tree, int depth) : Actor<Do>
{
    private const int Deepest = 3;

    private readonly Dictionary<ActorRef, ActorRef<Do>> _children = [];
    private readonly HashSet<ActorRef> _told = [];
    private readonly int _sender = tree.NextSender();
    private bool _inCall;
    private bool _stopped;
    private bool _perhapsAbandoned;

    public static IReadOnlyList<string> Verbs { get; } =
    [
        "work", "work", "tell", "tell", "spawn", "spawn", "fail", "exit", "await", "wait", "stop-child", "stop-children", "stash", "stash-and-fail", "unstash",
        "timer", "self", "fail-after-await", "exit-after-await", "exit-after-wait", "exit-and-await", "exit-and-fail", "stop-child-and-exit", "unwatch",
    ];

    /// <summary>The children that it watches and has heard no end of.</summary>
    public IEnumerable<ActorRef> Untold => _children.Keys.Except(_told);

    /// <summary>Whether none of its code is called any more; what was abandoned may still run.</summary>
    public bool IsOver => _stopped || _perhapsAbandoned || _inCall;

    public override async ValueTask Started()
    {
        tree.History.Add($"{Context.Self} started");
        if (tree.Incarnations.GetValueOrDefault(Context.Self) is { IsOver: false }) tree.Breaks($"{Context.Self} started before its last incarnation had ended");
        tree.Incarnations[Context.Self] = this;
        await Call(async () =>
        {
            var fails = depth > 0 && !tree.Calm && tree.Random.Next(6) == 0;
            if (tree.Random.Next(4) == 0) await tree.Soon();
            if (fails) throw new Fail.FailedException("start");
        });
    }

    public override async ValueTask Receive(Do message)
    {
        tree.History.Add($"{Context.Self} {message.What} {message.Number}");
        tree.Post.Received(Context.Self, message);
        await Call(async () =>
        {
            await Perform(message.What);
            message.ReplyTo?.Reply(1);
        });
    }

    public override async ValueTask Stopped()
    {
        tree.History.Add($"{Context.Self} stopped");
        foreach (var child in _children.Keys)
            if (tree.Incarnations.GetValueOrDefault(child) is { IsOver: false })
                tree.Breaks($"{Context.Self} stopped before its child {child}");
        await Call(async () =>
        {
            if (tree.Random.Next(4) == 0) await tree.Soon();
            if (tree.Random.Next(8) == 0) Context.StopSelf();
            _stopped = true;
            if (tree.Random.Next(8) == 0) throw new Fail.FailedException("stop");
        });
    }

    private async Task Call(Func<Task> call)
    {
        if (_inCall) tree.Breaks($"{Context.Self} was called during a call");
        if (_stopped) tree.Breaks($"{Context.Self} was called after its end");
        _inCall = true;
        try
        {
            await call();
        }
        finally
        {
            _inCall = false;

            // A call that comes back when its incarnation ends was in time for Stopped, or was abandoned.
            _perhapsAbandoned |= Context.Ending;
        }
    }

    private async Task Perform(string what)
    {
        if (what.StartsWith("exit-and", StringComparison.Ordinal)) Context.StopSelf();
        if (what.EndsWith("await", StringComparison.Ordinal)) await tree.Late();
        if (what.EndsWith("wait", StringComparison.Ordinal)) await tree.Soon();
        switch (what)
        {
            case "fail" or "fail-after-await" or "exit-and-fail": throw new Fail.FailedException("told to");
            case "exit" or "exit-after-await" or "exit-after-wait": Context.StopSelf(); break;
            case "tell": Tell(tree.Known[tree.Random.Next(tree.Known.Count)]); break;
            case "spawn" when depth < Deepest: Spawn(name: null); break;
            case "stop-child" or "stop-child-and-exit" or "unwatch" when _children.Count > 0: Stop(what, _children.Values.Last()); break;
            case "stop-children":
                foreach (var child in _children.Values) Context.Stop(child);
                break;
            case "stash": Context.Stash(); break;
            case "stash-and-fail":
                Context.Stash();
                throw new Fail.FailedException("told to");
            case "unstash": Context.UnstashAll(); break;
            case "timer": Context.StartTimer("t", TimeSpan.FromSeconds(2), new("work")); break;
            case "self": Context.TellSelf(new("work")); break;
            default:
                if (what.StartsWith("ended ", StringComparison.Ordinal)) Ended(what["ended ".Length..]);
                break;
        }
    }

    private void Tell(ActorRef<Do> other)
    {
        for (var number = 0; number < 2; number++) other.Tell(tree.Post.Write(_sender, other, "work"));
    }

    private void Spawn(string? name)
    {
        try
        {
            var child = Context.Spawn(tree.Spec(depth + 1, name));
            Context.Watch(child, new($"ended {child.Path}"));
            _children.Add(child, child);
            tree.Known.Add(child);
            Tell(child);
        }
        catch (ActorStoppedException) when (Context.Stopping.IsCancellationRequested)
        {
            // The call was abandoned meanwhile.
        }
    }

    private void Stop(string what, ActorRef<Do> child)
    {
        if (what == "unwatch")
        {
            Context.Unwatch(child);
            _told.Add(child);
            return;
        }

        Context.Stop(child);
        Context.Stop(child);
        if (what == "stop-child-and-exit") Context.StopSelf();
    }

    /// <summary>The end of a child: told once, and its name is free.</summary>
    private void Ended(string path)
    {
        var child = _children.Keys.Last(known => known.Path == path);
        if (!_told.Add(child)) tree.Breaks($"{Context.Self} was told of the end of {child} twice, or after it had ceased to watch");
        if (tree.Incarnations.GetValueOrDefault(child) is { IsOver: false }) tree.Breaks($"{Context.Self} was told of the end of {child}, which lives");
        if (depth < Deepest && tree.Random.Next(2) == 0) Spawn(path[(path.LastIndexOf('/') + 1)..]);
    }
}
