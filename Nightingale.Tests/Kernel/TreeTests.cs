using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class TreeTests
{
    [Test]
    public void The_tree_shows_each_actor_behind_its_parent_and_in_start_order()
    {
        var stage = new Stage();
        stage.Spawn("region", script => script.OnStarted = context =>
        {
            context.Spawn(stage.Spec("shard-7"));
            context.Spawn(stage.Spec("shard-9", with: spec => spec with { Restart = RestartKind.Transient }));
        }, spec => spec with { Children = new(Strategy.RestForOne, new(Max: 1, Within: TimeSpan.FromSeconds(1))) });
        var writer = stage.Spawn("writer");
        stage.Tell(writer, new Fail());

        Assert.That(stage.System.Tree(), Is.EqualTo(
        [
            new TreeNode("node", RestartKind.Permanent, Strategy.OneForOne, ActorState.Running, Restarts: 0, MailboxLength: 0),
            new TreeNode("node/region", RestartKind.Permanent, Strategy.RestForOne, ActorState.Running, Restarts: 0, MailboxLength: 0),
            new TreeNode("node/region/shard-7", RestartKind.Permanent, Strategy.OneForOne, ActorState.Running, Restarts: 0, MailboxLength: 0),
            new TreeNode("node/region/shard-9", RestartKind.Transient, Strategy.OneForOne, ActorState.Running, Restarts: 0, MailboxLength: 0),
            new TreeNode("node/writer", RestartKind.Permanent, Strategy.OneForOne, ActorState.Running, Restarts: 1, MailboxLength: 0),
        ]));
    }
}
