using Nightingale.Actors.Instances;

namespace Nightingale.Tests.Instances;

/// <summary>
/// Which time is to be billed, told a second way: from what happened to the compute alone, in whole stretches and without a meter.
/// </summary>
internal sealed class BilledTime
{
    private readonly List<Stretch> _stretches = [];
    private Stretch? _open;
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    /// <summary>A time that is billed for one size.</summary>
    public sealed record Stretch(DateTimeOffset From, DateTimeOffset To, Size Size);

    /// <summary>What the life should be billed for, up to the last boundary of the stretch that is still open.</summary>
    public static IReadOnlyList<Stretch> Of(IEnumerable<Happening> history)
    {
        var time = new BilledTime();
        foreach (var happening in history)
        {
            foreach (var @event in happening.Events) time.See(happening, @event);
            // The one thing that is taken from the meter: where its last boundary was, since an unknown death is billed up to there.
            if (happening.After.MeteredUntil is { } until) time._until = until;
        }

        if (time._open is { } open) time.Add(open with { To = time._until });
        return time._stretches;
    }

    /// <summary>What the meter billed, without its numbers and boundaries.</summary>
    public static IReadOnlyList<Stretch> Metered(IEnumerable<Happening> history)
    {
        var time = new BilledTime();
        foreach (var interval in Intervals(history)) time.Add(new(interval.From, interval.To, interval.Size));
        return time._stretches;
    }

    public static IEnumerable<MeterInterval> Intervals(IEnumerable<Happening> history) =>
        history.SelectMany(happening => happening.Events).OfType<InstanceEvent.MeterClosed>().Select(closed => closed.Interval);

    private void See(Happening happening, InstanceEvent @event)
    {
        var at = @event.At;
        switch (@event)
        {
            case InstanceEvent.Provisioned { Outputs: var outputs }:
                var wasOpen = _open is not null;
                Close(outputs.StoppedAt ?? outputs.StartedAt ?? at, at);
                var began = Within(Min(happening.Before.PhaseSince!.Value, at), outputs.StartedAt ?? at, at);
                var from = began > _until ? began : _until;
                if (wasOpen && from < happening.Before.MeterOpenSince) from = happening.Before.MeterOpenSince.Value;
                _open = new(from, from, happening.Before.Spec!.Size);
                break;
            case InstanceEvent.Stopped when happening.Command is InstanceCommand.TerraformApplied applied:
                Close(applied.Outputs.StoppedAt ?? at, at);
                break;
            case InstanceEvent.Deleted:
                Close(at, at);
                break;
            case InstanceEvent.ServerLost:
                Close((happening.Command as InstanceCommand.ServerLost)?.LastAnsweredAt ?? DateTimeOffset.MinValue, at);
                break;
        }
    }

    private void Close(DateTimeOffset end, DateTimeOffset at)
    {
        if (_open is not { } open) return;
        var least = _until > open.From ? _until : open.From;
        var to = Within(least, end, at);
        Add(open with { To = to });
        _open = null;
        if (to > open.From) _until = to;
    }

    private void Add(Stretch stretch)
    {
        if (stretch.To <= stretch.From) return;
        if (_stretches is [.., var last] && last.To == stretch.From && last.Size == stretch.Size)
            _stretches[^1] = last with { To = stretch.To };
        else
            _stretches.Add(stretch);
    }

    // Not after now, not before the least; in whole milliseconds.
    private static DateTimeOffset Within(DateTimeOffset least, DateTimeOffset moment, DateTimeOffset now)
    {
        var milliseconds = DateTimeOffset.FromUnixTimeMilliseconds(Min(moment, now).ToUnixTimeMilliseconds());
        return milliseconds > least ? milliseconds : least;
    }

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
