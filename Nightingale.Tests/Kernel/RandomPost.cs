using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>An order to a <see cref="RandomActor"/>.</summary>
internal sealed record Do(string What, int Number = 0, ReplyTo<int>? ReplyTo = null);

/// <summary>Keeps account of every message: each is received once or is a dead letter, and those of one sender to one actor are received in order.</summary>
internal sealed class RandomPost(Action<string> breaks)
{
    private readonly Dictionary<int, Sent> _sent = [];
    private readonly Dictionary<(int Sender, ActorRef To), int> _last = [];

    public Do Write(int sender, ActorRef to, string what, ReplyTo<int>? replyTo = null)
    {
        var order = new Do(what, _sent.Count + 1, replyTo);
        _sent.Add(order.Number, new(sender, to, what));
        return order;
    }

    public void Received(ActorRef by, Do order)
    {
        if (!_sent.TryGetValue(order.Number, out var sent)) return;
        if (sent.To != by) breaks($"{by} received what was for {sent.To}");
        sent.Times++;
        if (sent.IsStashed) return;
        if (sent.Times > 1) breaks($"{by} received {order.What} {order.Number} {sent.Times} times");
        if (_last.GetValueOrDefault((sent.Sender, by)) > order.Number) breaks($"{by} received {order.Number} out of order");
        _last[(sent.Sender, by)] = order.Number;
    }

    public void Died(DeadLetter letter)
    {
        if (letter.Message is not Do order || !_sent.TryGetValue(order.Number, out var sent)) return;
        if (sent.Dead || (sent.Times > 0 && !sent.IsStashed)) breaks($"{order.What} {order.Number} for {sent.To} is a dead letter, and was received or buried before");
        sent.Dead = true;
    }

    /// <summary>Nothing waits any more.</summary>
    public void MustBeEmpty()
    {
        foreach (var (number, sent) in _sent)
            if (sent is { Times: 0, Dead: false })
                breaks($"{sent.What} {number} for {sent.To} is lost");
    }

    private sealed class Sent(int sender, ActorRef to, string what)
    {
        public int Sender { get; } = sender;

        public ActorRef To { get; } = to;

        public string What { get; } = what;

        /// <summary>Such a message comes as often as it is unstashed, and before others.</summary>
        public bool IsStashed => What.StartsWith("stash", StringComparison.Ordinal);

        public int Times { get; set; }

        public bool Dead { get; set; }
    }
}
