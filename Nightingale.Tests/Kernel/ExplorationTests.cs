using System.Diagnostics;

using Nightingale.Actors.Kernel;
using Nightingale.Tests.Kernel.Explored;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>The kernel's own turns, mailbox and queue of signals, in every schedule with few interruptions, on processors with store buffers.</summary>
public sealed class ExplorationTests
{
    private const int Throughput = 2;

    [TestCase(3, false, "mm")]
    [TestCase(3, false, "m", "h")]
    [TestCase(2, false, "mm", "m")]
    [TestCase(2, false, "mm", "hp")]
    [TestCase(1, false, "mm", "mm")]
    [TestCase(1, false, "m", "h", "p")]
    [TestCase(3, true, "mm")]
    [TestCase(2, true, "m", "h")]
    [TestCase(1, true, "mm", "m")]
    [TestCase(1, true, "mm", "hp")]
    [TestCase(1, true, "m", "h", "p")]
    public void No_schedule_loses_or_doubles_anything_or_runs_two_turns_at_once(int interruptions, bool buffered, params string[] senders)
    {
        var watch = Stopwatch.StartNew();
        var (problem, schedules) = Explore(interruptions, buffered, senders, static dispatcher => new ExploredCell(dispatcher, Throughput));

        TestContext.Out.WriteLine($"{schedules} schedules of {string.Join(" and ", senders)} with up to {interruptions} interruptions{(buffered ? " and store buffers" : "")}, in {watch.Elapsed.TotalSeconds:0.0} s.");
        Assert.That(problem, Is.Null);
        Assert.That(schedules, Is.GreaterThan(100));
    }

    [Test]
    public void Control_without_a_second_look_when_it_rests_a_message_is_left() =>
        Assert.That(Problem(static dispatcher => new Explored.WithoutSecondLook.ExploredCell(dispatcher, Throughput), "mm"), Is.EqualTo("a message waits, and no turn comes"));

    [Test]
    public void Control_without_comparing_the_status_two_turns_run_at_once() =>
        Assert.That(Problem(static dispatcher => new Explored.WithoutComparing.ExploredCell(dispatcher, Throughput), "m", "m"), Is.EqualTo("two turns at once"));

    [Test]
    public void Control_without_a_gate_a_mailbox_breaks() =>
        Assert.That(Problem(static dispatcher => new Explored.WithoutGate.ExploredCell(dispatcher, Throughput), "m", "m"), Does.Contain(nameof(IndexOutOfRangeException)));

    [Test]
    public void Control_without_turning_round_signals_come_in_disorder() =>
        Assert.That(Problem(static dispatcher => new Explored.WithoutTurningRound.ExploredCell(dispatcher, Throughput), "hp"), Does.Contain("was to come"));

    [Test]
    public void Control_without_pushing_again_signals_do_not_come_once() =>
        Assert.That(Problem(static dispatcher => new Explored.WithoutPushingAgain.ExploredCell(dispatcher, Throughput), "h", "p"), Does.Contain("was to come"));

    [Test]
    public void Control_without_waiting_for_who_is_adding_a_message_is_left_by_a_processor_with_store_buffers() =>
        ShowsOnlyWithStoreBuffers(static dispatcher => new Explored.WithoutPass.ExploredCell(dispatcher, Throughput));

    [Test]
    public void Control_without_a_fence_when_it_rests_a_message_is_left_by_a_processor_with_store_buffers() =>
        ShowsOnlyWithStoreBuffers(static dispatcher => new Explored.WithoutFence.ExploredCell(dispatcher, Throughput));

    private static void ShowsOnlyWithStoreBuffers(Func<IDispatcher, IExploredCell> make)
    {
        Assert.That(Explore(2, buffered: true, ["mm"], make).Problem, Is.EqualTo("a message waits, and no turn comes"));
        Assert.That(Explore(2, buffered: false, ["mm"], make).Problem, Is.Null);
    }

    private static string? Problem(Func<IDispatcher, IExploredCell> make, params string[] senders) => Explore(2, buffered: false, senders, make).Problem;

    private static (string? Problem, int Schedules) Explore(int interruptions, bool buffered, string[] senders, Func<IDispatcher, IExploredCell> make)
    {
        using var explorer = new Explorer(interruptions, buffered);
        return (explorer.Explore(() => ExploredPlay.New(senders, make)), explorer.Schedules);
    }
}
