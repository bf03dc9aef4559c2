using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

public sealed class CoordinatedShutdownTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly List<string> _notes = [];
    private ManualTime _time = new();
    private ActorSystem _system = null!;

    [SetUp]
    public void Begin()
    {
        _notes.Clear();
        _time = new();
        _system = new(new() { Time = _time });
    }

    [TearDown]
    public async Task End() => await _system.DisposeAsync();

    [Test]
    public async Task Phases_run_in_order_and_the_actors_stop_last()
    {
        _system.Spawn(new ChildSpec<int>("a", () => new Noting(this)));
        Phase("first").Add("task", _ => Note("first"));
        Phase("second").Add("task", _ => Note("second"));

        await _system.Shutdown.Run("test").WaitAsync(Bound);

        Assert.That(_notes, Is.EqualTo(["first", "second", "a stopped"]));
    }

    [Test]
    public async Task It_runs_once_however_often_it_is_asked()
    {
        Phase("first").Add("task", _ => Note("first"));

        await Task.WhenAll(_system.Shutdown.Run("one"), _system.Shutdown.Run("two")).WaitAsync(Bound);
        await _system.Shutdown.Run("three").WaitAsync(Bound);

        Assert.That(_notes, Is.EqualTo(["first"]));
    }

    [Test]
    public async Task A_phase_that_takes_too_long_is_left_and_its_token_cancelled()
    {
        var begun = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        Phase("stuck").Add("task", async over =>
        {
            await using var told = over.Register(cancelled.SetResult);
            begun.SetResult();
            await new TaskCompletionSource().Task;
        });
        Phase("second").Add("task", _ => Note("second"));

        var run = _system.Shutdown.Run("test");
        await begun.Task.WaitAsync(Bound);
        Assert.That(_notes, Is.Empty);
        _time.Advance(TimeSpan.FromSeconds(10));
        await run.WaitAsync(Bound);

        await cancelled.Task.WaitAsync(Bound);
        Assert.That(_notes, Is.EqualTo(["second"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Whatever_listens_to_the_token_of_a_phase_that_took_too_long_does_not_keep_the_next_one(bool throws)
    {
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var blocked = new ManualResetEvent(initialState: false);
        Phase("stuck").Add("task", async over =>
        {
            await using var told = over.Register(() =>
            {
                if (throws) throw new Fail.FailedException("no");
                blocked.WaitOne();
            });
            begun.SetResult();
            await never.Task;
        });
        Phase("second").Add("task", _ => Note("second"));

        var run = _system.Shutdown.Run("test");
        await begun.Task.WaitAsync(Bound);
        _time.Advance(TimeSpan.FromSeconds(10));
        await run.WaitAsync(Bound);

        Assert.That(_notes, Is.EqualTo(["second"]));
        blocked.Set();
        never.SetResult();
    }

    [Test]
    public async Task A_task_that_fails_does_not_keep_the_next_phase()
    {
        Phase("first").Add("task", _ => throw new Fail.FailedException("no"));
        Phase("second").Add("task", _ => Note("second"));

        await _system.Shutdown.Run("test").WaitAsync(Bound);

        Assert.That(_notes, Is.EqualTo(["second"]));
    }

    [Test]
    public async Task A_phase_comes_too_late_when_the_shutdown_has_begun()
    {
        await _system.Shutdown.Run("test").WaitAsync(Bound);

        Assert.That(() => Phase("late"), Throws.InvalidOperationException);
    }

    private ShutdownPhase Phase(string name) => _system.Shutdown.AddPhase(name, TimeSpan.FromSeconds(10));

    private Task Note(string note)
    {
        _notes.Add(note);
        return Task.CompletedTask;
    }

    private sealed class Noting(CoordinatedShutdownTests test) : Actor<int>
    {
        public override ValueTask Receive(int message) => default;

        public override async ValueTask Stopped() => await test.Note("a stopped");
    }
}
