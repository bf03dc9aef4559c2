using Nightingale.Actors.Health;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

public sealed class ProbeHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly ProbeResult.Miss Miss = new("Jupyter's address refuses connections");

    [Test]
    public void Before_the_first_answer_misses_are_only_waiting()
    {
        var (_, verdicts) = After(new(new(), Known: false), [.. Enumerable.Repeat<ProbeResult>(Miss, 100)]);
        Assert.That(verdicts, Is.Empty);
    }

    [Test]
    public void Three_misses_in_a_row_after_an_answer_are_a_loss_and_it_is_told_once()
    {
        var (_, verdicts) = After(new(new(), Known: false), [Answer(), Miss, Miss, Miss, Miss]);
        Assert.That(verdicts.OfType<ProbeVerdict.Lost>(), Is.EqualTo(new[] { new ProbeVerdict.Lost(Start, Miss.Reason) }));
    }

    [Test]
    public void An_answer_between_makes_the_misses_count_anew()
    {
        var (_, verdicts) = After(new(new(), Known: false), [Answer(), Miss, Miss, Answer(), Miss, Miss]);
        Assert.That(verdicts.OfType<ProbeVerdict.Lost>(), Is.Empty);
    }

    [Test]
    public void A_server_that_was_known_before_the_watch_is_lost_by_its_silence_with_no_answer_to_name()
    {
        var (_, verdicts) = After(new(new(), Known: true), [Miss, Miss, Miss]);
        Assert.That(verdicts, Is.EqualTo(new ProbeVerdict[] { new ProbeVerdict.Lost(null, Miss.Reason) }));
    }

    [Test]
    public void The_first_answer_is_told_and_the_same_server_not_again()
    {
        var (_, verdicts) = After(new(new(), Known: true), [Answer(), Answer(), Answer()]);
        Assert.That(verdicts.OfType<ProbeVerdict.Answered>(), Is.EqualTo(new[] { new ProbeVerdict.Answered(Start) }));
    }

    [Test]
    public void Another_started_is_another_server()
    {
        var (_, verdicts) = After(new(new(), Known: false), [Answer(), Answer() with { StartedAt = Start.AddMinutes(1) }]);
        Assert.That(verdicts.OfType<ProbeVerdict.Answered>().Last().StartedAt, Is.EqualTo(Start.AddMinutes(1)));
    }

    [Test]
    public void Activity_is_told_at_once_after_a_calm_time_and_once_in_ten_seconds_while_it_goes_on()
    {
        var moving = Enumerable.Range(0, 31).Select(second => (ProbeResult)(Answer() with { LastActivityAt = Start.AddSeconds(second) })).ToArray();
        var (_, verdicts) = After(new(new(), Known: false), moving);
        Assert.That(
            verdicts.OfType<ProbeVerdict.Active>().Select(active => (active.LastActivityAt - Start).TotalSeconds),
            Is.EqualTo(new[] { 0.0, 10.0, 20.0, 30.0 }));
    }

    [Test]
    public void A_burst_that_ends_is_told_to_its_last_word()
    {
        var burst = Enumerable.Range(0, 15).Select(second => (ProbeResult)(Answer() with { LastActivityAt = Start.AddSeconds(Math.Min(second, 3)) })).ToArray();
        var (_, verdicts) = After(new(new(), Known: false), burst);
        Assert.That(verdicts.OfType<ProbeVerdict.Active>().Last().LastActivityAt, Is.EqualTo(Start.AddSeconds(3)));
    }

    [Test]
    public void Kernels_that_begin_and_cease_to_compute_are_told_at_once()
    {
        var idle = Answer() with { Kernels = 1, KernelsBusy = 0 };
        var (_, verdicts) = After(new(new(), Known: false), [idle, idle with { KernelsBusy = 1 }, idle with { KernelsBusy = null }, idle]);
        Assert.That(verdicts.OfType<ProbeVerdict.Active>().Select(active => active.KernelsBusy), Is.EqualTo(new[] { 0, 1, 0 }));
    }

    private static ProbeResult.Answer Answer() => new(Start, Start, Kernels: 0, KernelsBusy: null);

    private static (ProbeHistory History, List<ProbeVerdict> Verdicts) After(ProbeHistory history, ProbeResult[] results)
    {
        var all = new List<ProbeVerdict>();
        for (var second = 0; second < results.Length; second++)
        {
            (history, var verdicts) = history.After(results[second], Start.AddSeconds(second));
            all.AddRange(verdicts);
        }

        return (history, all);
    }
}
