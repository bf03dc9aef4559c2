using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

public sealed class PeoplesCommandTests
{
    private static readonly InstanceDecider Decider = new(new());

    [Test]
    public void Launching_wishes_for_running_compute_in_the_first_generation()
    {
        var life = Life.Provisioning();

        Assert.That(life.State.Phase, Is.EqualTo(Phase.Provisioning));
        Assert.That(life.State.Generation, Is.EqualTo(1));
        Assert.That(life.Owed, Is.EqualTo(new[] { new InstanceWork.RunTerraform(1, TerraformAction.Apply, true, Life.Id, 1, Life.Spec) }));
    }

    [Test]
    public void Launching_twice_is_refused()
    {
        var refusal = Life.Ready().Refused(new InstanceCommand.Launch(Life.Morning, Life.Id, Life.Spec));
        Assert.That(refusal.Kind, Is.EqualTo(RefusalKind.Conflict));
    }

    [Test]
    public void A_launch_that_does_not_hold_tells_everything_that_is_wrong()
    {
        var spec = Life.Spec with { Name = "", IdleStop = TimeSpan.FromSeconds(1), Lifetime = TimeSpan.MaxValue, Size = Life.Small with { Cpus = 0 } };
        var refusal = new Life().Refused(new InstanceCommand.Launch(Life.Morning, Life.Id, spec));

        Assert.That(refusal.Kind, Is.EqualTo(RefusalKind.Invalid));
        Assert.That(refusal.Reason, Does.Contain("name").And.Contain("idle stop").And.Contain("lifetime").And.Contain("processors"));
    }

    [Test]
    public void Nothing_but_a_launch_is_possible_before_it_exists()
    {
        InstanceCommand[] commands =
        [
            new InstanceCommand.Start(Life.Morning), new InstanceCommand.Delete(Life.Morning), new InstanceCommand.UsageCounted(Life.Morning, 0),
            new InstanceCommand.TerraformDestroyed(Life.Morning, 1), new InstanceCommand.DeadlinePassed(Life.Morning, Deadline.Meter, Life.Morning),
        ];
        foreach (var command in commands)
            Assert.That(new Life().Refused(command).Kind, Is.EqualTo(RefusalKind.NotFound), command.ToString());
    }

    [TestCase(Phase.Stopped)]
    [TestCase(Phase.Failed)]
    public void Starting_opens_the_next_generation(Phase phase)
    {
        var life = Life.In(phase).Start();

        Assert.That(life.State.Phase, Is.EqualTo(Phase.Provisioning));
        Assert.That(life.State.Generation, Is.EqualTo(2));
        Assert.That(life.State.Wish, Is.EqualTo(new RunWish(life.State.Run, TerraformAction.Apply, true)));
    }

    [Test]
    public void Stopping_while_provisioning_supersedes_the_run()
    {
        var life = Life.Provisioning().Stop();

        Assert.That(life.Owed.Single().Key, Is.EqualTo("terraform/2"));
        Assert.That(life.Applied(Life.Up, run: 1).State.Phase, Is.EqualTo(Phase.Stopping), "the old run's outcome comes too late");
        Assert.That(life.Applied(Life.Down).State.Phase, Is.EqualTo(Phase.Stopped));
    }

    [TestCase(Phase.Provisioning)]
    [TestCase(Phase.Starting)]
    [TestCase(Phase.Ready)]
    [TestCase(Phase.Failed)]
    public void Restarting_opens_the_next_generation(Phase phase)
    {
        var life = Life.In(phase).Restart();
        Assert.That((life.State.Phase, life.State.Generation), Is.EqualTo((Phase.Provisioning, 2)));
    }

    [Test]
    public void Resizing_while_running_brings_up_another_server_of_the_new_size()
    {
        var life = Life.Ready().Resize(Life.Large);

        Assert.That((life.State.Phase, life.State.Generation), Is.EqualTo((Phase.Provisioning, 2)));
        Assert.That(life.Owed.OfType<InstanceWork.RunTerraform>().Single().Spec.Size, Is.EqualTo(Life.Large));
    }

    [TestCase(Phase.Stopping)]
    [TestCase(Phase.Stopped)]
    [TestCase(Phase.Quarantined)]
    [TestCase(Phase.Failed)]
    public void Resizing_what_does_not_run_changes_the_size_alone(Phase phase)
    {
        var before = Life.In(phase).State;
        var after = Life.In(phase).Resize(Life.Large).State;

        Assert.That(after.Spec!.Size, Is.EqualTo(Life.Large));
        Assert.That((after.Phase, after.Generation, after.Wish), Is.EqualTo((before.Phase, before.Generation, before.Wish)));
    }

    [Test]
    public void A_home_never_shrinks()
    {
        var life = Life.Ready().Resize(Life.Large).Resize(Life.Small);
        Assert.That(life.State.Spec!.Size, Is.EqualTo(Life.Small with { DiskGiB = Life.Large.DiskGiB }));
    }

    [Test]
    public void A_size_that_does_not_hold_is_refused()
    {
        var refusal = Life.Ready().Refused(new InstanceCommand.Resize(Life.Morning, Life.Small with { MemoryMiB = 0 }));
        Assert.That(refusal.Kind, Is.EqualTo(RefusalKind.Invalid));
    }

    [Test]
    public void Deleting_is_possible_wherever_there_is_something_to_delete()
    {
        foreach (var phase in Enum.GetValues<Phase>().Except([Phase.None, Phase.Deleting, Phase.Deleted]))
        {
            var life = Life.In(phase).Delete();
            Assert.That(life.State.Wish, Is.EqualTo(new RunWish(life.State.Run, TerraformAction.Destroy, false)), phase.ToString());
            Assert.That(life.Destroyed().State.Phase, Is.EqualTo(Phase.Deleted), phase.ToString());
        }
    }

    [Test]
    public void Releasing_starts_again_with_a_clean_slate_of_losses()
    {
        var life = Life.Quarantined().Release();

        Assert.That(life.State.Phase, Is.EqualTo(Phase.Provisioning));
        Assert.That(life.State.Losses, Is.Empty);
        Assert.That(life.Applied(Life.Up).Lost().State.Phase, Is.EqualTo(Phase.Provisioning), "one loss is no reason for quarantine");
    }

    [TestCase(Phase.Provisioning, "start")]
    [TestCase(Phase.Starting, "start")]
    [TestCase(Phase.Ready, "start")]
    [TestCase(Phase.Stopping, "stop")]
    [TestCase(Phase.Stopped, "stop")]
    [TestCase(Phase.Deleting, "delete")]
    [TestCase(Phase.Deleted, "delete")]
    [TestCase(Phase.Ready, "resize")]
    public void What_is_already_so_gives_no_event(Phase phase, string verb) =>
        Assert.That(Life.In(phase).EventsOf(Verbs.Command(verb, Life.Morning, Life.Small)), Is.Empty);

    [Test]
    public void A_refusal_names_exactly_the_commands_that_change_something()
    {
        foreach (var phase in Enum.GetValues<Phase>().Except([Phase.None]))
        {
            var life = Life.In(phase);
            var answers = Verbs.All.ToDictionary(
                verb => verb, verb => Decider.Decide(life.State, Verbs.Command(verb, life.Now, Life.Large)), StringComparer.Ordinal);
            var possible = answers.Where(answer => answer.Value is Decision<InstanceEvent>.Accepted { Events.Count: > 0 }).Select(answer => answer.Key);

            Assert.That(Words.Possible(phase), Is.EqualTo(string.Join(", ", possible)), phase.ToString());
            foreach (var refused in answers.Values.OfType<Decision<InstanceEvent>.Refused>())
                Assert.That(refused.Refusal.Reason, Does.Contain(Words.Possible(phase)).And.EndsWith("."), phase.ToString());
        }
    }

    [TestCase("start", Phase.Stopped)]
    [TestCase("restart", Phase.Failed)]
    [TestCase("release", Phase.Quarantined)]
    public void Nothing_starts_after_its_lifetime(string verb, Phase phase)
    {
        var lives = new Dictionary<Phase, Func<InstanceSpec, Life>>
        {
            [Phase.Stopped] = Life.Stopped,
            [Phase.Failed] = spec => Life.Provisioning(spec).Fails("no such image"),
            [Phase.Quarantined] = spec => Life.Ready(spec).Lost().Applied(Life.Up).Lost().Applied(Life.Up).Lost(),
        };
        var life = lives[phase](Life.Spec with { Lifetime = TimeSpan.FromHours(8) }).After(8 * 3600);
        var refusal = life.Refused(Verbs.Command(verb, life.Now, Life.Large));

        Assert.That(refusal.Kind, Is.EqualTo(RefusalKind.Conflict));
        Assert.That(refusal.Reason, Does.Contain("lifetime ended at 2026-03-01 17:00:00 UTC"));
    }
}
