using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>What only threads of their own can show.</summary>
public sealed class ThreadPoolTests
{
    [Test]
    public async Task A_message_that_blocks_its_thread_is_abandoned_too()
    {
        var time = new ManualTime();
        var stage = new Stage();
        await using var system = new ActorSystem(new() { Time = time });
        using var blocked = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var actor = system.Spawn(stage.Spec("a", script =>
        {
            script.OnStarted = context => context.Spawn(stage.Spec("child"));
            script.OnMessage = (_, _) =>
            {
                blocked.Set();
                release.Wait();
                return default;
            };
        }));
        actor.Tell(1);
        Assert.That(blocked.Wait(TimeSpan.FromSeconds(30)), Is.True);

        system.RequestStop();
        await RootTellsItsChildrenToStop(system);
        time.Advance(TimeSpan.FromSeconds(6));
        await system.Ended.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(stage.Notes, Does.Contain("child stopped").And.Not.Contain("a stopped"));
        release.Set();
    }

    [Test]
    public async Task When_the_root_gives_up_the_system_shuts_down()
    {
        await using var system = new ActorSystem(new() { Children = new(Strategy.OneForOne, new(Max: 0, Within: TimeSpan.FromMinutes(1))) });
        var actor = system.Spawn(new Stage().Spec("a"));

        actor.Tell(new Fail());
        await system.Ended.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(() => system.Spawn(new Stage().Spec("b")), Throws.TypeOf<ActorStoppedException>());
    }

    [Test]
    public async Task Whatever_blocks_a_phase_or_listens_to_its_token_does_not_keep_the_next_one()
    {
        var time = new ManualTime();
        await using var system = new ActorSystem(new() { Time = time });
        using var begun = new SemaphoreSlim(0);
        using var release = new ManualResetEventSlim();
        var stuck = system.Shutdown.AddPhase("stuck", TimeSpan.FromSeconds(10));
        stuck.Add("blocks", over =>
        {
            over.Register(release.Wait);
            begun.Release();
            release.Wait(CancellationToken.None);
            return Task.CompletedTask;
        });
        var second = false;
        system.Shutdown.AddPhase("second", TimeSpan.FromSeconds(10)).Add("task", _ => Task.FromResult(second = true));

        var run = system.Shutdown.Run("test");
        Assert.That(await begun.WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
        time.Advance(TimeSpan.FromSeconds(10));
        await run.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(second, Is.True);
        release.Set();
    }

    private static async Task RootTellsItsChildrenToStop(ActorSystem system)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (system.Tree()[0].State != ActorState.Stopping)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
