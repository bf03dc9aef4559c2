using Nightingale.Actors.Entities;
using Answer = Nightingale.Actors.Entities.Decision<Nightingale.Actors.Instances.InstanceEvent>;

namespace Nightingale.Actors.Instances;

/// <summary>
/// Turns the time that an instance ran into numbered intervals: half-open, in whole milliseconds, disjoint, never across the end of a month.
/// The provider's timestamps win over ours, within what is possible: not before the open interval began, not after now.
/// </summary>
internal static class Metering
{
    /// <summary>Ends billed time at <paramref name="end"/>; nothing where none is open.</summary>
    public static IEnumerable<InstanceEvent> Close(InstanceState state, DateTimeOffset end, DateTimeOffset at)
    {
        if (state.MeterOpenSince is not { } since) return [];
        var to = End(since, end, at);
        return to > since ? Pieces(state, since, to, at, staysOpen: false) : [new InstanceEvent.MeterVoided(at)];
    }

    /// <summary>Ends an interval at the boundary that is due, or after an outage at the last full minute; billed time goes on.</summary>
    public static IEnumerable<InstanceEvent> Continue(InstanceState state, DateTimeOffset due, DateTimeOffset at) =>
        state.MeterOpenSince is { } since
            ? Pieces(state, since, Moments.Latest(due, Moments.FullMinute(at)), at, staysOpen: true)
            : [];

    /// <summary>
    /// Ends the billed time of the compute before, if any, and begins that of the new one. Both share the home, so that the new one
    /// cannot have begun before the other ended; nor can it have begun before it was asked for.
    /// </summary>
    public static IEnumerable<InstanceEvent> Exchange(InstanceState state, ModuleOutputs outputs, DateTimeOffset at)
    {
        var began = outputs.StartedAt ?? at;
        var ended = outputs.StoppedAt ?? began;
        var before = state.MeterOpenSince is { } since ? End(since, ended, at) : state.MeteredUntil;
        var asked = Moments.Earliest(state.PhaseSince ?? at, at);
        var opens = Moments.Latest(Moments.Latest(Moments.Milliseconds(Moments.Earliest(began, at)), asked), before);
        return [.. Close(state, ended, at), new InstanceEvent.MeterOpened(at, opens)];
    }

    /// <summary>Forgets what the account has counted.</summary>
    public static Answer Counted(InstanceState state, InstanceCommand.UsageCounted command)
    {
        if (command.Through >= state.NextMeter)
            return Answer.Refuse(RefusalKind.Invalid, Words.NotMeteredYet(command.Through, state.NextMeter - 1));
        return state.Uncounted is [var first, ..] && first.Number <= command.Through
            ? Answer.Accept(new InstanceEvent.UsageCounted(command.At, command.Through))
            : Answer.Accept();
    }

    private static DateTimeOffset End(DateTimeOffset since, DateTimeOffset end, DateTimeOffset at) =>
        Moments.Latest(since, Moments.Milliseconds(Moments.Earliest(end, at)));

    private static IEnumerable<InstanceEvent> Pieces(InstanceState state, DateTimeOffset since, DateTimeOffset to, DateTimeOffset at, bool staysOpen)
    {
        var number = state.NextMeter;
        for (var from = since; from < to; number++)
        {
            var end = Moments.Earliest(Moments.NextMonth(from), to);
            yield return new InstanceEvent.MeterClosed(at, new(number, from, end, state.MeterSize!), Open: staysOpen || end < to);
            from = end;
        }
    }
}
