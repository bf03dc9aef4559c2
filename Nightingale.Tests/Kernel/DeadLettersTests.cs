using Microsoft.Extensions.Logging;
using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class DeadLettersTests
{
    [Test]
    public void What_an_incarnation_tells_itself_is_received_while_it_lives_and_vanishes_afterwards()
    {
        var stage = new Stage();
        ActorContext<object> self = null!;
        var actor = stage.Spawn("a", script =>
        {
            script.OnStarted = context => self = context;
            script.OnMessage = (_, message) =>
            {
                stage.Note($"a got {message}");
                return ValueTask.CompletedTask;
            };
        });
        self.TellSelf(1);
        stage.Settle();
        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got 1"]));

        stage.StopActors();
        self.TellSelf(2);
        stage.Settle();
        Assert.That(stage.System.DeadLetters.Count, Is.Zero);

        stage.Tell(actor, 3);
        Assert.That(stage.System.DeadLetters.Count, Is.EqualTo(1), "what others tell it is a dead letter all the same");
    }

    [Test]
    public void All_are_counted_and_told_and_one_a_second_is_logged_with_the_number_of_the_others()
    {
        var time = new ManualTime();
        using var log = new Recorder();
        var letters = new DeadLetters(time, log);
        List<DeadLetter> told = [];
        letters.Subscribe(told.Add);

        for (var letter = 0; letter < 5; letter++) letters.Add(new("secret", "node/a", "It stopped."));
        time.Advance(TimeSpan.FromSeconds(1));
        letters.Add(new("secret", "node/b", "It stopped."));
        letters.Add(new("secret", "node/b", "It stopped."));
        letters.Flush();

        Assert.That(letters.Count, Is.EqualTo(7));
        Assert.That(told, Has.Count.EqualTo(7));
        Assert.That(log.Lines, Is.EqualTo(
        [
            "Dead letter: String for node/a. It stopped. 0 more were not logged since the last.",
            "Dead letter: String for node/b. It stopped. 4 more were not logged since the last.",
            "1 more dead letters were not logged.",
        ]));
    }

    [Test]
    public void A_handler_that_throws_does_no_harm()
    {
        using var log = new Recorder();
        var letters = new DeadLetters(new ManualTime(), log);
        letters.Subscribe(_ => throw new Fail.FailedException("handler"));

        letters.Add(new("secret", "node/a", "It stopped."));

        Assert.That(letters.Count, Is.EqualTo(1));
    }

    private sealed class Recorder : ILogger, IDisposable
    {
        public IList<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
