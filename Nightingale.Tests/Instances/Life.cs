using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

/// <summary>One instance, led through its life by a test; the clock moves only when the test says so.</summary>
internal sealed class Life(InstanceRules? rules = null)
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly InstanceId Id = new(new Guid("0193a1b2-0000-7000-8000-000000000001"));
    public static readonly Size Small = new("small", 2, 4096, 0, 20);
    public static readonly Size Large = new("large", 8, 32768, 0, 100);
    public static readonly InstanceSpec Spec = new("notebook", "cardiology", "user:alice", "local", Small);
    public static readonly ModuleOutputs Up = new("unix:///run/jupyter.sock", "sandbox-1", "here");
    public static readonly ModuleOutputs Down = new(null, null, null);

    private readonly InstanceDecider _decider = new(rules ?? new());

    public InstanceState State { get; private set; } = new();

    public DateTimeOffset Now { get; set; } = Morning;

    public List<InstanceEvent> Events { get; } = [];

    public IReadOnlyCollection<InstanceWork> Owed => _decider.Owed(State);

    public IEnumerable<MeterInterval> Intervals => Events.OfType<InstanceEvent.MeterClosed>().Select(closed => closed.Interval);

    public static Life Provisioning(InstanceSpec? spec = null, InstanceRules? rules = null)
    {
        var life = new Life(rules);
        life.Do(new InstanceCommand.Launch(life.Now, Id, spec ?? Spec));
        return life;
    }

    public static Life Starting(InstanceSpec? spec = null, InstanceRules? rules = null) => Provisioning(spec, rules).Applied(Up);

    public static Life Ready(InstanceSpec? spec = null, InstanceRules? rules = null) => Starting(spec, rules).Answers();

    public static Life Stopped(InstanceSpec? spec = null) => Ready(spec).Stop().Applied(Down);

    public static Life Quarantined() => Ready().Lost().Applied(Up).Lost().Applied(Up).Lost();

    public static Life Failed() => Provisioning().Fails("no such image");

    public static Life In(Phase phase) => phase switch
    {
        Phase.None => new Life(),
        Phase.Provisioning => Provisioning(),
        Phase.Starting => Starting(),
        Phase.Ready => Ready(),
        Phase.Stopping => Ready().Stop(),
        Phase.Stopped => Stopped(),
        Phase.Quarantined => Quarantined(),
        Phase.Failed => Failed(),
        Phase.Deleting => Ready().Delete(),
        Phase.Deleted => Ready().Delete().Destroyed(),
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };

    public Life After(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public Life Start() => Do(new InstanceCommand.Start(Now));

    public Life Stop() => Do(new InstanceCommand.Stop(Now));

    public Life Restart() => Do(new InstanceCommand.Restart(Now));

    public Life Resize(Size size) => Do(new InstanceCommand.Resize(Now, size));

    public Life Delete() => Do(new InstanceCommand.Delete(Now));

    public Life Release() => Do(new InstanceCommand.Release(Now));

    public Life Applied(ModuleOutputs outputs, long? run = null) => Do(new InstanceCommand.TerraformApplied(Now, run ?? State.Run, outputs));

    public Life Destroyed() => Do(new InstanceCommand.TerraformDestroyed(Now, State.Run));

    public Life Fails(string reason, long? run = null) => Do(new InstanceCommand.TerraformFailed(Now, run ?? State.Run, FailureClass.Permanent, reason));

    public Life Answers(DateTimeOffset? startedAt = null, int? generation = null) =>
        Do(new InstanceCommand.ServerAnswered(Now, generation ?? State.Generation, startedAt ?? Now));

    public Life Active(DateTimeOffset last, int busy = 0) => Do(new InstanceCommand.ActivitySeen(Now, State.Generation, last, 1, busy));

    public Life Lost(DateTimeOffset? lastAnswered = null, int? generation = null) =>
        Do(new InstanceCommand.ServerLost(Now, generation ?? State.Generation, lastAnswered, "connection refused"));

    public DateTimeOffset? Due(Deadline deadline) => Owed.OfType<InstanceWork.Await>().SingleOrDefault(await => await.Deadline == deadline)?.Due;

    /// <summary>Tells a deadline that is owed; at its due moment, or later when the clock has passed it.</summary>
    public Life Passes(Deadline deadline)
    {
        var due = Due(deadline) ?? throw new InvalidOperationException($"{deadline} is not awaited.");
        if (Now < due) Now = due;
        return Do(new InstanceCommand.DeadlinePassed(Now, deadline, due));
    }

    public Life Do(InstanceCommand command)
    {
        if (_decider.Decide(State, command) is not Decision<InstanceEvent>.Accepted accepted)
            throw new AssertionException($"{command} was refused: {Refused(command).Reason}");
        Events.AddRange(accepted.Events);
        State = accepted.Events.Aggregate(State, _decider.Evolve);
        return this;
    }

    public Refusal Refused(InstanceCommand command) => _decider.Decide(State, command) is Decision<InstanceEvent>.Refused refused
        ? refused.Refusal
        : throw new AssertionException($"{command} was accepted.");

    /// <summary>The events of one command, which must be accepted.</summary>
    public IReadOnlyList<InstanceEvent> EventsOf(InstanceCommand command)
    {
        var before = Events.Count;
        Do(command);
        return Events[before..];
    }
}
