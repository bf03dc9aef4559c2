using System.Text;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using NUnit.Framework;

namespace Nightingale.Tests.Entities;

/// <summary>What an entity does when its journal does not do what it should.</summary>
[Category("Deterministic")]
public sealed class PersistenceFailureTests
{
    private static readonly TimeSpan ToTheNextIncarnation = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_failed_append_ends_the_incarnation_its_caller_hears_so_and_the_next_one_goes_on_from_what_is_stored()
    {
        var counter = new CounterStage();
        Assert.That(await counter.AnswerTo(counter.Add(3)), Is.EqualTo("sum 3 at 1"));

        counter.Journal.BeforeAppend = _ => throw new AppendFailedException("The disk is full.");
        Assert.That(await counter.AnswerTo(counter.Add(4)), Is.EqualTo("unavailable"));
        counter.Journal.BeforeAppend = null;
        counter.Stage.Advance(ToTheNextIncarnation);

        Assert.That(counter.Restarts, Is.EqualTo(1));
        Assert.That(await counter.AnswerTo(counter.Add(5)), Is.EqualTo("sum 8 at 2"));
    }

    [Test]
    public async Task A_rejected_append_is_refused_and_the_incarnation_goes_on()
    {
        var counter = new CounterStage();
        counter.Journal.BeforeAppend = _ => throw new AppendRejectedException("It is too large.");
        Assert.That(await counter.AnswerTo(counter.Add(4)), Is.EqualTo("refused: Invalid"));
        counter.Journal.BeforeAppend = null;

        Assert.That(await counter.AnswerTo(counter.Add(5)), Is.EqualTo("sum 5 at 1"));
        Assert.That(counter.Restarts, Is.Zero);
    }

    [Test]
    public async Task An_append_whose_outcome_is_unknown_is_found_by_the_next_incarnation()
    {
        var counter = new CounterStage();
        counter.Journal.AfterAppend = _ => new UnknownOutcomeException("The connection is gone.");
        Assert.That(await counter.AnswerTo(counter.Add(4)), Is.EqualTo("unavailable"));
        counter.Journal.AfterAppend = null;
        counter.Stage.Advance(ToTheNextIncarnation);

        Assert.That(await counter.AnswerTo(counter.Add(5)), Is.EqualTo("sum 9 at 2"));
    }

    [Test]
    public async Task While_recovery_throws_nothing_is_decided_and_commands_wait_for_one_that_succeeds()
    {
        var journal = new FaultyJournal { BeforeRead = _ => throw new DamagedJournalException("Event 3 is missing.") };
        var counter = new CounterStage(journal);
        var command = counter.Add(5);
        for (var attempt = 1; attempt <= 3; attempt++) counter.Stage.Advance(ToTheNextIncarnation);
        Assert.That(await counter.AnswerTo(command), Is.EqualTo("waits"));
        Assert.That(counter.Restarts, Is.EqualTo(3));
        Assert.That(counter.Permits.Free, Is.EqualTo(1));

        journal.BeforeRead = null;
        counter.Stage.Advance(ToTheNextIncarnation);
        Assert.That(await counter.AnswerTo(command), Is.EqualTo("sum 5 at 1"));
    }

    [Test]
    public async Task An_entity_behind_whose_back_another_wrote_notices_and_recovers_before_it_decides_again()
    {
        var counter = new CounterStage();
        Assert.That(await counter.AnswerTo(counter.Add(1)), Is.EqualTo("sum 1 at 1"));
        var foreign = new NewEvent(DateTimeOffset.UnixEpoch, "counter.added.v1", Encoding.UTF8.GetBytes("""{"at":"1970-01-01T00:00:00+00:00","by":100}"""));
        Assert.That(counter.Journal.Stored.Append(new("counter/a", Shards.Of("counter/a"), 1, 1, [foreign], "user:other", CommandKey: null, OwesWork: false)).IsCompletedSuccessfully);

        Assert.That(await counter.AnswerTo(counter.Add(1)), Is.EqualTo("unavailable"));
        counter.Stage.Advance(ToTheNextIncarnation);

        Assert.That(await counter.AnswerTo(counter.Add(1)), Is.EqualTo("sum 102 at 3"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Commands_that_come_during_an_append_wait_and_keep_their_order_even_if_it_fails(bool fails)
    {
        var counter = new CounterStage();
        var append = new TaskCompletionSource();
        counter.Journal.BeforeAppend = _ => append.Task;
        var first = counter.Add(1);
        var others = new[] { counter.Add(10), counter.Add(100) };
        Assert.That(await Task.WhenAll(others.Select(counter.AnswerTo)), Is.All.EqualTo("waits"));

        counter.Journal.BeforeAppend = null;
        if (fails) append.SetException(new AppendFailedException("The disk is full."));
        else append.SetResult();
        Assert.That(await counter.AnswerTo(first), Is.EqualTo(fails ? "unavailable" : "sum 1 at 1"));
        counter.Stage.Advance(ToTheNextIncarnation);

        Assert.That(await Task.WhenAll(others.Select(counter.AnswerTo)), Is.EqualTo(fails ? ["sum 10 at 1", "sum 110 at 2"] : new[] { "sum 11 at 2", "sum 111 at 3" }));
    }

    [Test]
    public async Task What_is_owed_is_run_again_after_a_restart_and_before_it_the_old_worker_has_ended()
    {
        var counter = new CounterStage();
        Assert.That(await counter.AnswerTo(counter.Add(10)), Is.EqualTo("sum 10 at 1"));
        counter.Journal.BeforeAppend = _ => throw new AppendFailedException("The disk is full.");
        Assert.That(await counter.AnswerTo(counter.Add(1)), Is.EqualTo("unavailable"));
        counter.Stage.Advance(ToTheNextIncarnation);

        Assert.That(counter.Stage.Notes, Is.EqualTo(["bell/1 rings", "bell/1 is cancelled", "bell/1 rings"]));
    }

    [Test]
    public async Task A_report_that_waits_does_not_keep_its_entity_from_coming_back()
    {
        var counter = new CounterStage();
        var append = new TaskCompletionSource();
        Assert.That(await counter.AnswerTo(counter.Add(10)), Is.EqualTo("sum 10 at 1"));
        counter.Journal.BeforeAppend = _ => append.Task;
        var command = counter.Add(1);
        counter.Stage.Settle();
        counter.Rung.SetResult();
        counter.Stage.Settle();

        counter.Journal.BeforeAppend = null;
        append.SetException(new AppendFailedException("The disk is full."));
        Assert.That(await counter.AnswerTo(command), Is.EqualTo("unavailable"));
        counter.Stage.Advance(ToTheNextIncarnation);

        Assert.That(counter.Restarts, Is.EqualTo(1));
        Assert.That(await counter.AnswerTo(counter.Add(1)), Does.StartWith("sum 11"));
    }

    [Test]
    public async Task A_decider_that_throws_is_told_to_whoever_asked_and_the_entity_comes_back()
    {
        var counter = new CounterStage();
        Assert.That(await counter.AnswerTo(counter.Add(1)), Is.EqualTo("sum 1 at 1"));
        Assert.That(await counter.AnswerTo(counter.Tell(new Unheard())), Is.EqualTo("unavailable"));
        counter.Stage.Advance(ToTheNextIncarnation);

        Assert.That(counter.Restarts, Is.EqualTo(1));
        Assert.That(await counter.AnswerTo(counter.Add(1)), Is.EqualTo("sum 2 at 2"));
    }

    [Test]
    public async Task What_waits_behind_a_command_when_the_entity_is_stopped_is_told_at_once()
    {
        var counter = new CounterStage();
        var append = new TaskCompletionSource();
        counter.Journal.BeforeAppend = _ => append.Task;
        var inHand = counter.Add(1);
        counter.Stage.Settle();
        var waiting = counter.Add(2);
        counter.Stage.StopActors();
        Assert.That(await counter.AnswerTo(waiting), Is.EqualTo("unavailable"));
        Assert.That(await counter.AnswerTo(inHand), Is.EqualTo("waits"), "the control: what is in hand is not given up");

        append.SetResult();
        Assert.That(await counter.AnswerTo(inHand), Is.EqualTo("sum 1 at 1"));
    }

    [Test]
    public void The_permit_to_recover_comes_back_when_the_entity_is_stopped_before_it_has_recovered()
    {
        var journal = new FaultyJournal { BeforeRead = stop => new TaskCompletionSource().Task.WaitAsync(stop) };
        var counter = new CounterStage(journal);
        Assert.That(counter.Permits.Free, Is.Zero);

        counter.Stage.StopActors();

        Assert.That(counter.Stage.System.Ended.IsCompleted, Is.True);
        Assert.That(counter.Permits.Free, Is.EqualTo(1));
    }

    private sealed record Unheard() : CounterCommand(DateTimeOffset.UnixEpoch);
}
