namespace Nightingale.Bench.Probes;

/// <summary>
/// When one server was asked, and how late that was. It is due once an interval from its first turn on. A turn that is early against that shows that the first
/// was late, and that all are due earlier. Until turns count, one may be skipped; from then on each has its number.
/// </summary>
internal sealed class Timetable(TimeSpan interval)
{
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly List<(long At, bool Counts)> _turns = [];
    private volatile bool _counts;

    /// <summary>Whether turns count by now.</summary>
    public bool Counts => _counts;

    /// <summary>From now on turns count.</summary>
    public void Count() => _counts = true;

    /// <summary>The server was asked.</summary>
    public void Add(long timestamp)
    {
        lock (_turns) _turns.Add((timestamp, _counts));
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
            var number = counted.Count == 0 ? Math.Ceiling(Since(ended) / interval) : Math.Round(counted[0] / interval);
            var against = counted.Select((at, index) => at - ((number + index) * interval)).ToList();
            var due = skipped.Concat(against).DefaultIfEmpty().Min();
            var open = Since(ended) - ((number + counted.Count) * interval);
            return open > due ? [.. against.Select(at => at - due), open - due] : [.. against.Select(at => at - due)];
        }
    }

    private TimeSpan Since(long timestamp) => TimeProvider.System.GetElapsedTime(_turns[0].At, timestamp);
}
