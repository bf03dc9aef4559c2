namespace Nightingale.Bench.Chaos.Faults;

/// <summary>Every fault, shuffled; and shuffled again when all were drawn.</summary>
internal sealed class Deck(IReadOnlyList<Func<IFault>> faults, Random random)
{
    private readonly Queue<Func<IFault>> _left = new();

    /// <summary>Those that take some seconds.</summary>
    public static IReadOnlyList<Func<IFault>> Short { get; } =
    [
        () => new KillNode(),
        () => new StopNode(clockStands: false),
        () => new StopNode(clockStands: true),
        () => new CutFromDatabase(),
        () => new CutFromPeers(),
        () => new CutOneWay(),
        () => new BadLinks(),
        () => new KillDatabase(),
        () => new CutCommits(),
        () => new WrongClock(),
        () => new FullDisk(),
        () => new DrainNode(),
    ];

    /// <summary>Everything that a cluster must live through.</summary>
    public static IReadOnlyList<Func<IFault>> All { get; } = [.. Short, () => new GrowAndShrink(), () => new RollingRestart()];

    /// <summary>The next one.</summary>
    public IFault Draw()
    {
        if (_left.Count == 0)
        {
            var shuffled = faults.ToArray();
            random.Shuffle(shuffled);
            foreach (var fault in shuffled) _left.Enqueue(fault);
        }

        return _left.Dequeue()();
    }
}
