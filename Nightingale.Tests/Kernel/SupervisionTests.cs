using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class SupervisionTests
{
    private static readonly RestartIntensity Often = new(Max: 100, Within: TimeSpan.FromMinutes(1));

    [Test]
    public void The_message_that_failed_is_dropped_and_the_others_reach_the_next_incarnation_by_the_same_reference()
    {
        var stage = new Stage();
        var actor = stage.Spawn("a");

        stage.Tell(actor, 1, new Fail(), 2);

        Assert.That(stage.Notes, Is.EqualTo(["a started", "a got 1", "a fails", "a stopped", "a started", "a got 2"]));
    }

    [Test]
    public void Children_stop_one_by_one_in_reverse_start_order_before_their_parent()
    {
        var stage = new Stage();
        stage.Spawn("p", script => script.OnStarted = context => Spawn(stage, context, "c1", "c2", "c3"));
        stage.ForgetNotes();

        stage.StopActors();

        Assert.That(stage.Notes, Is.EqualTo(["c3 stopped", "c2 stopped", "c1 stopped", "p stopped"]));
    }

    [Test]
    public void A_child_that_is_slow_to_stop_keeps_its_elders_running()
    {
        var stage = new Stage();
        var slow = new TaskCompletionSource();
        stage.Spawn("p", script => script.OnStarted = context =>
        {
            Spawn(stage, context, "c1");
            context.Spawn(stage.Spec("c2", child => child.OnStopped = _ => new(slow.Task)));
        });
        stage.ForgetNotes();

        stage.StopActors();
        Assert.That(stage.Notes, Is.EqualTo(["c2 stopped"]));
        slow.SetResult();
        stage.Settle();

        Assert.That(stage.Notes, Is.EqualTo(["c2 stopped", "c1 stopped", "p stopped"]));
    }

    [Test]
    public void Rest_for_one_restarts_the_failed_child_and_those_started_after_it([Range(1, 5)] int seed)
    {
        var (stage, _, children) = Family(seed, new(Strategy.RestForOne, Often));

        stage.Tell(children[1], new Fail());

        Assert.That(stage.Notes, Is.EqualTo(["c2 fails", "c3 stopped", "c2 stopped", "c2 started", "c3 started"]));
    }

    [Test]
    public void One_for_all_restarts_all([Range(1, 5)] int seed)
    {
        var (stage, _, children) = Family(seed, new(Strategy.OneForAll, Often));

        stage.Tell(children[0], new Fail());

        Assert.That(stage.Notes, Is.EqualTo(["c1 fails", "c3 stopped", "c2 stopped", "c1 stopped", "c1 started", "c2 started", "c3 started"]));
    }

    [Test]
    public void A_transient_child_that_exits_normally_is_not_restarted()
    {
        var stage = new Stage();
        var actor = stage.Spawn("a", with: spec => spec with { Restart = RestartKind.Transient });

        stage.Tell(actor, new Exit());

        Assert.That(stage.Notes, Is.EqualTo(["a started", "a stopped"]));
        Assert.That(stage.System.Tree().Select(node => node.Path), Is.EqualTo(["node"]));
    }

    [Test]
    public void A_permanent_child_that_exits_normally_is_restarted_and_keeps_its_mailbox()
    {
        var stage = new Stage();
        var actor = stage.Spawn("a");

        stage.Tell(actor, new Exit(), 1);

        Assert.That(stage.Notes, Is.EqualTo(["a started", "a stopped", "a started", "a got 1"]));
    }

    [Test]
    public void Failed_starts_count_and_beyond_the_intensity_the_supervisor_fails_up_to_its_parent()
    {
        var stage = new Stage();
        var starts = 0;
        stage.Spawn("p", script => script.OnStarted = context =>
        {
            if (stage.Seen("p started").Count() > 1) return;
            Spawn(stage, context, "c1");
            context.Spawn(stage.Spec("c2", child => child.OnStarted = _ => throw new Fail.FailedException($"start {++starts}")));
        }, spec => spec with { Children = new(Strategy.OneForOne, new(Max: 2, Within: TimeSpan.FromMinutes(1))) });

        Assert.That(starts, Is.EqualTo(3));
        Assert.That(stage.Notes.SkipWhile(note => note != "c1 stopped"), Is.EqualTo(["c1 stopped", "p stopped", "p started"]));
    }

    [Test]
    public void A_child_whose_making_throws_is_a_failed_start()
    {
        var stage = new Stage();
        var made = 0;
        stage.Spawn("p", script => script.OnStarted = context => context.Spawn(new ChildSpec<object>("c", () =>
            ++made < 3 ? throw new Fail.FailedException("cannot be made") : new Script(stage, "c"))));

        Assert.That(stage.Notes, Is.EqualTo(["p started", "c started"]));
    }

    [Test]
    public void The_same_actor_for_two_incarnations_is_a_failed_start()
    {
        var stage = new Stage();
        var one = new Script(stage, "a");
        var actor = stage.System.Spawn(new ChildSpec<object>("a", () => one));
        stage.Tell(actor, new Fail());

        Assert.That(stage.Seen("a started").Count(), Is.EqualTo(1));
    }

    [Test]
    public void Escalation_restarts_the_supervisor_with_new_children()
    {
        var (stage, _, children) = Family(seed: 1, new(Strategy.OneForOne, Often) { OnFailure = static _ => Directive.Escalate });

        stage.Tell(children[1], new Fail());

        Assert.That(stage.Notes.Take(6), Is.EqualTo(["c2 fails", "c3 stopped", "c2 stopped", "c1 stopped", "p stopped", "p started"]));
        Assert.That(stage.Notes.Skip(6), Is.EquivalentTo(["c1 started", "c2 started", "c3 started"]));
    }

    [Test]
    public void Resumption_keeps_the_state_of_the_actor()
    {
        var stage = new Stage(root: new(Strategy.OneForOne, Often) { OnFailure = static _ => Directive.Resume });
        var actor = stage.Spawn("a");
        stage.Tell(actor, 1, new Fail());

        var count = actor.Ask<int>(replyTo => new HowMany(replyTo), TimeSpan.FromSeconds(1));
        stage.Settle();

        Assert.That(count.Result, Is.EqualTo(3));
    }

    [Test]
    public void A_name_is_held_until_its_actor_has_ended_and_is_free_afterwards()
    {
        var stage = new Stage();
        ActorRef<object>? first = null;
        var parent = stage.Spawn("p", script => script.OnMessage = (context, message) =>
        {
            if (message is "stop") context.Stop(first!);
            else first = context.Spawn(stage.Spec("c"));
            return default;
        }, spec => spec with { Restart = RestartKind.Permanent });
        stage.Tell(parent, "spawn");
        var old = first;

        stage.Tell(parent, "stop");
        stage.Tell(parent, "spawn");

        Assert.That(first, Is.Not.SameAs(old));
        Assert.That(() => stage.System.Spawn(stage.Spec("p")), Throws.ArgumentException);
    }

    private static (Stage Stage, ActorRef<object> Parent, IReadOnlyList<ActorRef<object>> Children) Family(int seed, SupervisorSpec spec)
    {
        var stage = new Stage(seed);
        IReadOnlyList<ActorRef<object>> children = [];
        var parent = stage.Spawn("p", script => script.OnStarted = context => children = Spawn(stage, context, "c1", "c2", "c3"), own => own with { Children = spec });
        stage.ForgetNotes();
        return (stage, parent, children);
    }

    private static IReadOnlyList<ActorRef<object>> Spawn(Stage stage, ActorContext<object> context, params string[] names) =>
        [.. names.Select(name => context.Spawn(stage.Spec(name)))];
}
