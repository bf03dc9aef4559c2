using Nightingale.Actors.Health;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

public sealed class ProbeHistoryTests
{
    private static readonly ProbeOptions Options = new();
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Started = Noon.AddMinutes(-5);
    private static readonly DateTimeOffset Restarted = Noon.AddSeconds(3);

    private readonly List<(double Second, ProbeVerdict Verdict)> _verdicts = [];
    private ProbeHistory _history = new(ServerStartedAt: null);

    [SetUp]
    public void Begin()
    {
        _history = new(ServerStartedAt: null);
        _verdicts.Clear();
    }

    [Test]
    public void Before_the_first_answer_misses_are_just_waiting()
    {
        for (var second = 0; second < 100; second++) Miss(second);
        Assert.That(_verdicts, Is.Empty);
    }

    [Test]
    public void Before_the_first_answer_a_server_that_is_gone_three_times_in_a_row_is_lost()
    {
        Gone(0);
        Gone(1);
        Miss(2);
        Gone(3);
        Gone(4);
        Assert.That(_verdicts, Is.Empty);
        Gone(5);
        Assert.That(_verdicts.Single().Verdict, Is.TypeOf<ProbeVerdict.Lost>().With.Property("LastAnsweredAt").Null);
    }

    [Test]
    public void The_first_answer_says_which_server_is_ready()
    {
        Miss(0);
        Answer(1);
        Assert.That(_verdicts, Is.EqualTo(new (double, ProbeVerdict)[] { (1, new ProbeVerdict.Answered(Started)) }));
    }

    [Test]
    public void A_server_that_is_known_is_not_found_again()
    {
        _history = new(Started);
        Answer(0);
        Assert.That(_verdicts.Select(v => v.Verdict), Has.None.TypeOf<ProbeVerdict.Answered>());
    }

    [Test]
    public void Another_start_time_is_another_server()
    {
        _history = new(Started);
        Answer(0);
        Answer(4, started: Restarted);
        Assert.That(_verdicts[^1], Is.EqualTo((4d, (ProbeVerdict)new ProbeVerdict.Answered(Restarted))));
    }

    [Test]
    public void Three_misses_in_a_row_are_a_loss()
    {
        Answer(0);
        Miss(1);
        Miss(2);
        Assert.That(_verdicts, Has.Count.EqualTo(1));
        Miss(3, "nobody listens at its address");
        Assert.That(_verdicts[^1], Is.EqualTo((3d, (ProbeVerdict)new ProbeVerdict.Lost(
            Noon, "Jupyter missed 3 probes in a row, the last one because nobody listens at its address."))));
    }

    [Test]
    public void An_answer_between_misses_starts_the_count_anew()
    {
        for (var round = 0; round < 20; round++)
        {
            Answer(round * 3);
            Miss((round * 3) + 1);
            Miss((round * 3) + 2);
        }

        Assert.That(_verdicts.Select(v => v.Verdict), Has.None.TypeOf<ProbeVerdict.Lost>());
    }

    [Test]
    public void A_known_server_that_never_answers_this_watch_is_lost_without_a_last_answer()
    {
        _history = new(Started);
        for (var second = 0; second < 3; second++) Miss(second);
        Assert.That(_verdicts[^1].Verdict, Is.TypeOf<ProbeVerdict.Lost>().With.Property("LastAnsweredAt").Null);
    }

    [Test]
    public void Activity_after_a_calm_time_is_told_at_once_and_within_a_burst_now_and_then_with_its_end()
    {
        _history = new(Started);
        for (var second = 0; second <= 60; second++)
            Answer(second, active: second switch { < 30 => 0, <= 52 => second, _ => 52 });

        var told = _verdicts.Select(v => (v.Second, ((ProbeVerdict.Activity)v.Verdict).LastActivityAt));
        Assert.That(told, Is.EqualTo(new[] { (0d, Noon), (30d, Noon.AddSeconds(30)), (40d, Noon.AddSeconds(40)), (50d, Noon.AddSeconds(50)), (60d, Noon.AddSeconds(52)) }));
    }

    [Test]
    public void Kernels_that_begin_or_cease_to_compute_are_told_at_once()
    {
        _history = new(Started);
        Answer(0);
        Answer(1, kernels: 1, busy: 0);
        Answer(2, kernels: 1, busy: 1);
        Answer(3, kernels: 1, busy: null); // Not asked: as before.
        Answer(4, kernels: 1, busy: 0);
        Assert.That(_verdicts.Select(v => (v.Second, ((ProbeVerdict.Activity)v.Verdict).KernelsBusy)), Is.EqualTo(new[] { (0d, 0), (2d, 1), (4d, 0) }));
    }

    [Test]
    public void A_busy_kernel_that_ended_computes_no_more()
    {
        _history = new(Started);
        Answer(0, kernels: 1, busy: 1);
        Answer(1, kernels: 0);
        Assert.That(_verdicts[^1], Is.EqualTo((1d, (ProbeVerdict)new ProbeVerdict.Activity(Noon, 0, 0))));
    }

    [Test]
    public void Kernels_are_asked_about_now_and_then()
    {
        _history = new(Started);
        var asked = new List<int>();
        for (var second = 0; second < 20; second++)
        {
            var due = _history.KernelsAreDue(Options, Noon.AddSeconds(second));
            if (due) asked.Add(second);
            Answer(second, kernels: 2, busy: due ? 0 : null);
        }

        Assert.That(asked, Is.EqualTo(new[] { 0, 5, 10, 15 }));
    }

    [Test]
    public void A_clock_that_was_set_back_holds_nothing_back()
    {
        _history = new(Started);
        Answer(7200, active: 1);
        Answer(0, active: 2);
        Assert.That(_verdicts, Has.Count.EqualTo(2));
        Assert.That(_history.KernelsAreDue(Options, Noon), Is.True);
    }

    private void Answer(double second, DateTimeOffset? started = null, double active = 0, int kernels = 0, int? busy = null) =>
        After(second, new ProbeResult.Answer(started ?? Started, Noon.AddSeconds(active), kernels, busy));

    private void Miss(double second, string reason = "it was asleep") => After(second, new ProbeResult.Miss(reason));

    private void Gone(double second) => After(second, new ProbeResult.Miss("nobody listens at its address", IsGone: true));

    private void After(double second, ProbeResult result)
    {
        (_history, var verdict) = _history.After(Options, result, Noon.AddSeconds(second));
        if (verdict is not null) _verdicts.Add((second, verdict));
    }
}
