namespace Nightingale.Bench.Probes;

/// <summary>
/// When one server was asked, and how late that was. It is due once an interval from its first turn on. A turn that is early against that shows that the first
/// was late, and that all are due earlier. Until turns count, one may be skipped; from then on each has its number, also the first that is due then.
/// </summary>
internal sealed class Timetable(TimeSpan interval)
{
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly List<(long At, bool Counts)> _turns = [];
    private long _countsFrom = long.MaxValue;

    /// <summary>Whether turns count by now.</summary>
    public bool Counts => Volatile.Read(ref _countsFrom) < long.MaxValue;

    /// <summary>From now on, which is this moment, turns count.</summary>
    public void Count(long timestamp) => Volatile.Write(ref _countsFrom, timestamp);

    /// <summary>The server was asked.</summary>
    public void Add(long timestamp)
    {
        lock (_turns) _turns.Add((timestamp, Counts));
    }

    /// <summary>How late each turn that counts was, and one that has been due when the measure ended; it has not come.</summary>
    public IEnumerable<TimeSpan> Lateness(long ended)
    {
        lock (_turns)
        {
            if (_turns.Count == 0) return [TimeProvider.System.GetElapsedTime(_began, ended)];
            var turns = _turns.Where(turn => turn.At <= ended).Select(turn => (At: Since(turn.At), turn.Counts)).ToList();
            var skipped = turns.TakeWhile(turn => !turn.Counts).Select(turn => turn.At - (Math.Round(turn.At / interval) * interval));
            var counted = turns.SkipWhile(turn => !turn.Counts).Select(turn => turn.At).ToList();
            var number = FirstThatCounts(turns.TakeWhile(turn => !turn.Counts).Select(turn => turn.At).LastOrDefault(), counted, ended);
            var against = counted.Select((at, index) => at - ((number + index) * interval)).ToList();
            var due = skipped.Concat(against).DefaultIfEmpty().Min();
            var open = Since(ended) - ((number + counted.Count) * interval);
            return open > due ? [.. against.Select(at => at - due), open - due] : [.. against.Select(at => at - due)];
        }
    }

    // The one that came, unless an earlier one was due from then on that had not come already, be it a little early.
    private double FirstThatCounts(TimeSpan skipped, List<TimeSpan> counted, long ended)
    {
        var due = Math.Max(Math.Ceiling(Since(Math.Min(_countsFrom, ended)) / interval), Math.Round(skipped / interval) + 1);
        return counted.Count == 0 ? due : Math.Min(due, Math.Round(counted[0] / interval));
    }

    private TimeSpan Since(long timestamp) => TimeProvider.System.GetElapsedTime(_turns[0].At, timestamp);
}
