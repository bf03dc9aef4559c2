using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>More waits than the largest array holds.</summary>
[Category("Deterministic")]
public sealed class MailboxTests
{
    private const int LargestArray = 4096;

    [TestCase(LargestArray)]
    [TestCase(LargestArray + 1)]
    [TestCase(2 * LargestArray)]
    [TestCase((3 * LargestArray) + 1)]
    public void Whatever_waits_is_counted_and_comes_in_order(int waiting)
    {
        var mailbox = new Mailbox<int>();
        for (var message = 0; message < waiting; message++) mailbox.Add(new(message, ticket: null));
        Assert.That(mailbox.Count, Is.EqualTo(waiting));

        for (var message = 0; message < waiting; message++)
        {
            Assert.That(mailbox.Any && mailbox.TryTake(out var letter) && letter.Message == message, Is.True);
            if (message % 1000 == 0) Assert.That(mailbox.Count, Is.EqualTo(waiting - message - 1));
        }

        Assert.That(mailbox.Any || mailbox.TryTake(out _), Is.False);
    }

    [Test]
    public void Bursts_and_takes_in_any_order_are_a_queue([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var mailbox = new Mailbox<int>();
        var (sent, received) = (0, 0);
        for (var step = 0; step < 40; step++)
        {
            for (var burst = random.Next(3) * random.Next(2 * LargestArray); burst > 0; burst--) mailbox.Add(new(sent++, ticket: null));
            for (var take = random.Next(3) * random.Next(2 * LargestArray); take > 0 && mailbox.TryTake(out var letter); take--)
                if (letter.Message != received++)
                    Assert.Fail($"{letter.Message} came where {received - 1} was to come");
            Assert.That(mailbox.Count, Is.EqualTo(sent - received));
            Assert.That(mailbox.Any, Is.EqualTo(sent > received));
        }

        Assert.That(sent, Is.GreaterThan(3 * LargestArray));
    }
}
