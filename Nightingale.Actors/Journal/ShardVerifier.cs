namespace Nightingale.Actors.Journal;

/// <summary>Verifies the events of one shard as they go by in ordinal order, and its heads in the checkpoints between them.</summary>
internal sealed class ShardVerifier(int shard, ProblemList problems)
{
    private readonly Dictionary<string, Trace> _entities = new(StringComparer.Ordinal);
    private ShardHead _head = ShardHead.None;
    private long _epoch;
    private StoredEvent? _firstUncovered;
    private int? _missing;
    private (int Problem, Problem Rewritten)? _suspect;
    private bool _sound = true;

    /// <summary>How many entities went by.</summary>
    public int Entities => _entities.Count;

    /// <summary>How many events went by since the last checkpoint of this shard.</summary>
    public long Uncovered { get; private set; }

    /// <summary>How many events went by whose payload was gone.</summary>
    public long Removed { get; private set; }

    /// <summary>Looks at the next event.</summary>
    public void See(StoredEvent stored)
    {
        if (!_entities.TryGetValue(stored.PersistenceId, out var last)) _entities[stored.PersistenceId] = last = new();
        if (stored.Ordinal > _head.Ordinal + 1) Miss(stored.Ordinal - 1);
        if (Wrong(stored, last) is { } what) Report(Problem.With(stored, what));
        if (stored.Payload.IsEmpty) Removed++;
        last.Follow(stored);
        _epoch = stored.Epoch;
        _head = new(stored.Ordinal, HashChain.Running(_head.Running.Span, stored.Hash.Span));
        _firstUncovered ??= stored;
        Uncovered++;
    }

    /// <summary>Looks at what a checkpoint, whose signature holds, says of this shard.</summary>
    public void See(Checkpoint checkpoint, ShardHead signed)
    {
        if (_head.Ordinal > signed.Ordinal)
        {
            problems.Add(new($"Checkpoint {checkpoint.Number} ends at ordinal {signed.Ordinal} of shard {shard}, but events after that one stand before it."));
            return;
        }

        if (_head.Ordinal < signed.Ordinal) Miss(signed.Ordinal, $", up to where checkpoint {checkpoint.Number} was signed");
        else if (!_head.Running.Span.SequenceEqual(signed.Running.Span)) Rewritten(checkpoint);
        _head = signed;
        _firstUncovered = null;
        _suspect = null;
        _sound = true;
        Uncovered = 0;
    }

    /// <summary>Looks, at the end, at payloads that are gone without a removal that says so.</summary>
    /// <param name="removals">Up to which sequence number each entity's payloads were removed by retention.</param>
    public void End(IReadOnlyDictionary<string, long> removals)
    {
        foreach (var (persistenceId, trace) in _entities)
            if (trace.Emptied.FirstOrDefault(empty => empty.SequenceNr > removals.GetValueOrDefault(persistenceId)) is { SequenceNr: > 0 } empty)
                problems.Add(new("its payload is gone, and no retention removed it", persistenceId, empty.SequenceNr, shard, empty.Ordinal));
    }

    private string? Wrong(StoredEvent stored, Trace last)
    {
        var follows = stored.SequenceNr == last.SequenceNr + 1;
        if (stored.Ordinal <= _head.Ordinal) return $"it stands after ordinal {_head.Ordinal}";
        if (stored.SequenceNr <= last.SequenceNr) return $"it follows event {last.SequenceNr} of its entity: it was inserted, or stands in another's place";
        if (!follows && !Explained(stored, last)) return $"it follows event {last.SequenceNr} of its entity: what was between them is missing, or stands elsewhere";
        if (stored.Epoch < _epoch) return $"its epoch {stored.Epoch} is older than epoch {_epoch} of the event before it: two nodes wrote";
        if (!stored.Payload.IsEmpty && !HashChain.Payload(stored.Payload.Span).AsSpan().SequenceEqual(stored.PayloadHash.Span)) return "its payload was changed";
        if (!follows || HashChain.Event(last.Hash.Span, stored).AsSpan().SequenceEqual(stored.Hash.Span)) return null;
        if (last.Ordinal >= _firstUncovered?.Ordinal) _suspect ??= (problems.Count, new("", stored.PersistenceId, last.SequenceNr, shard, last.Ordinal));
        return "its hash does not hold: something in it was changed, or the event before it was";
    }

    // A gap in the ordinals and one in an entity's numbers are one and the same missing event: the second tells whose it was.
    private bool Explained(StoredEvent next, Trace last)
    {
        if (_missing is not { } missing) return false;
        problems[missing] = problems[missing] with { PersistenceId = next.PersistenceId, SequenceNr = last.SequenceNr + 1 };
        _missing = null;
        return true;
    }

    private void Miss(long through, string where = "")
    {
        var first = _head.Ordinal + 1;
        _missing = problems.Count;
        Report(new(first == through ? $"this event is missing{where}" : $"the events of ordinals {first} to {through} are missing{where}", Shard: shard, Ordinal: first));
    }

    // The running hash tells an event that was rewritten together with its own hash from one after it that was changed and kept its hash.
    private void Rewritten(Checkpoint checkpoint)
    {
        var what = $"it was rewritten together with its hash, which checkpoint {checkpoint.Number} contradicts";
        if (_suspect is (var problem, var rewritten)) problems[problem] = rewritten with { What = what };
        else if (_sound && _firstUncovered is { } first)
            problems.Add(Problem.With(first, first.Ordinal == _head.Ordinal ? what : $"this event, or one up to ordinal {_head.Ordinal}, was rewritten together with its hash, which checkpoint {checkpoint.Number} contradicts"));
        else if (_sound) problems.Add(new($"Checkpoint {checkpoint.Number} contradicts the one before it about shard {shard}."));
    }

    private void Report(Problem problem)
    {
        _sound = false;
        problems.Add(problem);
    }

    /// <summary>The last of an entity's events that went by.</summary>
    private sealed class Trace
    {
        public long SequenceNr { get; private set; }

        public long Ordinal { get; private set; }

        public ReadOnlyMemory<byte> Hash { get; private set; } = HashChain.Origin;

        public List<(long SequenceNr, long Ordinal)> Emptied { get; } = [];

        public void Follow(StoredEvent stored)
        {
            (SequenceNr, Ordinal, Hash) = (stored.SequenceNr, stored.Ordinal, stored.Hash);
            if (stored.Payload.IsEmpty) Emptied.Add((stored.SequenceNr, stored.Ordinal));
        }
    }
}
