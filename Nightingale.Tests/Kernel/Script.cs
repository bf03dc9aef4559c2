using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>Fail with this message.</summary>
public sealed record Fail(string Why = "told to")
{
    public sealed class FailedException(string why) : Exception(why);
}

/// <summary>Exit normally.</summary>
public sealed record Exit;

/// <summary>Answer with the number of messages this incarnation has received.</summary>
public sealed record HowMany(ReplyTo<int> ReplyTo);

/// <summary>An actor that a test writes in place. It notes each start, message and stop as <c>name what</c>.</summary>
public sealed class Script(Stage stage, string name) : Actor<object>
{
    private int _received;

    public Action<ActorContext<object>>? OnStarted { get; set; }

    public Func<ActorContext<object>, object, ValueTask>? OnMessage { get; set; }

    public Func<ActorContext<object>, ValueTask>? OnStopped { get; set; }

    public override ValueTask Started()
    {
        stage.Note($"{name} started");
        OnStarted?.Invoke(Context);
        return default;
    }

    public override ValueTask Receive(object message)
    {
        _received++;
        switch (message)
        {
            case Fail fail:
                stage.Note($"{name} fails");
                throw new Fail.FailedException(fail.Why);
            case Exit:
                Context.StopSelf();
                return default;
            case HowMany ask:
                ask.ReplyTo.Reply(_received);
                return default;
            default:
                if (OnMessage is not null) return OnMessage(Context, message);
                stage.Note($"{name} got {message}");
                return default;
        }
    }

    public override ValueTask Stopped()
    {
        stage.Note($"{name} stopped");
        return OnStopped?.Invoke(Context) ?? default;
    }
}
