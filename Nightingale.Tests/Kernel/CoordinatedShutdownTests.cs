using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class CoordinatedShutdownTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private Stage _stage = null!;

    [SetUp]
    public void Begin() => _stage = new();

    [Test]
    public void Phases_run_in_order_and_the_actors_stop_last([Range(1, 20)] int seed)
    {
        _stage = new(seed);
        _stage.Spawn("a");
        _stage.ForgetNotes();
        Phase("first").Add("task", _ => Note("first"));
        Phase("second").Add("task", _ => Note("second"));

        Assert.That(ShutDown().IsCompletedSuccessfully);
        Assert.That(_stage.Notes, Is.EqualTo(["first", "second", "a stopped"]));
    }

    [Test]
    public void It_runs_once_however_often_it_is_asked([Range(1, 20)] int seed)
    {
        _stage = new(seed);
        Phase("first").Add("task", _ => Note("first"));

        Assert.That(_stage.Begin(() => Task.WhenAll(_stage.System.Shutdown.Run("one"), _stage.System.Shutdown.Run("two"))).IsCompletedSuccessfully);
        Assert.That(ShutDown().IsCompletedSuccessfully);
        Assert.That(_stage.Notes, Is.EqualTo(["first"]));
    }

    [Test]
    public void A_phase_that_takes_too_long_is_left_and_its_token_cancelled()
    {
        Phase("stuck").Add("task", async over =>
        {
            await using var told = over.Register(() => _stage.Note("told"));
            _stage.Note("begun");
            await new TaskCompletionSource().Task;
        });
        Phase("second").Add("task", _ => Note("second"));

        var run = ShutDown();
        _stage.Advance(Within - TimeSpan.FromTicks(1), steps: 1);
        Assert.That(_stage.Notes, Is.EqualTo(["begun"]));
        _stage.Advance(TimeSpan.FromTicks(1), steps: 1);

        Assert.That(run.IsCompletedSuccessfully);
        Assert.That(_stage.Notes, Is.EquivalentTo(["begun", "told", "second"]));
    }

    [Test]
    public void A_listener_to_the_token_that_throws_does_not_keep_the_next_phase()
    {
        Phase("stuck").Add("task", async over =>
        {
            await using var told = over.Register(() => throw new Fail.FailedException("no"));
            await new TaskCompletionSource().Task;
        });
        Phase("second").Add("task", _ => Note("second"));

        var run = ShutDown();
        _stage.Advance(Within);

        Assert.That(run.IsCompletedSuccessfully);
        Assert.That(_stage.Notes, Is.EqualTo(["second"]));
    }

    [Test]
    public void A_task_that_fails_does_not_keep_the_next_phase()
    {
        Phase("first").Add("task", _ => throw new Fail.FailedException("no"));
        Phase("second").Add("task", _ => Note("second"));

        Assert.That(ShutDown().IsCompletedSuccessfully);
        Assert.That(_stage.Notes, Is.EqualTo(["second"]));
    }

    [Test]
    public void A_phase_comes_too_late_when_the_shutdown_has_begun()
    {
        Assert.That(ShutDown().IsCompletedSuccessfully);

        Assert.That(() => Phase("late"), Throws.InvalidOperationException);
    }

    private Task ShutDown() => _stage.Begin(() => _stage.System.Shutdown.Run("test"));

    private ShutdownPhase Phase(string name) => _stage.System.Shutdown.AddPhase(name, Within);

    private Task Note(string note)
    {
        _stage.Note(note);
        return Task.CompletedTask;
    }
}
