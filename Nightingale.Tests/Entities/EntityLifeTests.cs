using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Host.Composition;
using Nightingale.Tests.Accounts;
using Nightingale.Tests.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Entities;

using InstanceDeciding = IDecider<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>;

/// <summary>Random lives of the real entities through the real shell: what is acknowledged is stored, what is stored is live, and what it owes runs.</summary>
[Category("Deterministic")]
public sealed class EntityLifeTests
{
    private const int Seeds = 60;

    [Test]
    public async Task An_instance_lives_as_it_is_replayed_and_what_it_owes_runs_whatever_fails() => Assert.That(await FirstBroken(seed => Instance(seed, new InstanceDecider(new()))), Is.Null);

    [Test]
    public async Task An_account_lives_as_it_is_replayed_whatever_fails() => Assert.That(await FirstBroken(Account), Is.Null);

    [Test]
    public async Task Control_a_state_that_is_not_made_of_its_events_is_found() => Assert.That(
        await FirstBroken(seed =>
        {
            var hidden = 0;
            return Instance(seed, new Nightingale.Tests.Instances.PlantedDefect { Evolving = (state, _) => state with { Reason = $"{hidden++}" } });
        }),
        Does.Contain("replayed is").Or.Contain("was acknowledged"));

    [Test]
    public async Task Control_work_that_does_not_follow_from_the_state_is_found() => Assert.That(
        await FirstBroken(seed =>
        {
            // By chance, not in turn: what comes and goes in the step of the workers that follow it would keep them busy for ever.
            var hides = new Random(seed);
            return Instance(seed, new Nightingale.Tests.Instances.PlantedDefect { Owing = owed => [.. owed.Where(_ => hides.Next(3) > 0)] });
        }),
        Does.Contain("what runs is"));

    [Test]
    public async Task Control_a_journal_that_forgets_what_it_acknowledged_is_found() => Assert.That(
        await FirstBroken(seed =>
        {
            var life = Instance(seed, new InstanceDecider(new()));
            life.Journal.Forgets = request => request.ExpectedVersion == 4;
            return life;
        }),
        Is.Not.Null);

    private static EntityLife<InstanceState, InstanceCommand, InstanceEvent, InstanceWork> Instance(int seed, InstanceDeciding decider) => new(
        seed,
        new("instance", decider, Codecs.InstanceEvents, Codecs.InstanceSnapshots, @event => @event.At, _ => throw new InvalidOperationException("The node has its own workers.")),
        (state, random, at) => state.Phase is Phase.None
            ? new InstanceCommand.Launch(at, Life.Id, Life.Spec with { IdleStop = TimeSpan.FromMinutes(10), Lifetime = TimeSpan.FromDays(40) })
            : Script.Command(state, decider.Owed(state), new(random.Next(100), 0, random.Next(1_000_000)), at));

    private static EntityLife<AccountState, AccountCommand, AccountEvent, AccountWork> Account(int seed) => new(
        seed,
        new("account", Sample.Decider, Codecs.AccountEvents, Codecs.AccountSnapshots, @event => @event.At, _ => throw new InvalidOperationException("An account owes nothing.")),
        (_, random, at) => RandomAccountCommand.Next(random, at));

    private static async Task<string?> FirstBroken<TState, TCommand, TEvent, TWork>(Func<int, EntityLife<TState, TCommand, TEvent, TWork>> life)
        where TState : notnull
        where TEvent : notnull
        where TWork : class, IWork
    {
        var events = 0L;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var lived = life(seed);
            await lived.Live();
            if (lived.Broken.Count > 0) return $"seed {seed}: {string.Join("; ", lived.Broken)}";
            events += lived.Events;
        }

        Assert.That(events, Is.GreaterThan(Seeds * 5), "Nothing happens in these lives.");
        return null;
    }
}
