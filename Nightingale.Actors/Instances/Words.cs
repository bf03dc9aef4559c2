using System.Globalization;

namespace Nightingale.Actors.Instances;

/// <summary>What an instance says to people: each sentence tells what happened, why, and what is possible.</summary>
internal static class Words
{
    public const string NoSuchInstance = "There is no such instance. Check the id, or launch an instance.";
    public const string ExistsAlready = "This instance exists already. Launch another one, with a new id.";
    public const string StoppedOnRequest = "Stopped on request.";
    public const string RestartedOnRequest = "Restarted on request.";
    public const string ResizedMeanwhile = "Somebody else resized it a moment ago. Look at its size, and ask again.";
    public const string NoAddress = "Terraform ended well, but the module gave no address to reach Jupyter at. An operator must look at the module.";

    /// <summary>Refuses what the phase does not allow, and names what it does.</summary>
    public static string Impossible(Phase phase, string participle) => phase switch
    {
        Phase.Deleting => $"It is being deleted and cannot be {participle}. Launch another instance.",
        Phase.Deleted => $"It is deleted and cannot be {participle}. Launch another instance.",
        Phase.Stopping => $"It is stopping and cannot be {participle}. Wait until it is stopped. Possible now: {Possible(phase)}.",
        _ => $"It is {Name(phase)} and cannot be {participle}. Possible now: {Possible(phase)}.",
    };

    /// <summary>The commands that change something in a phase.</summary>
    public static string Possible(Phase phase) => phase switch
    {
        Phase.Provisioning or Phase.Starting or Phase.Ready => "stop, restart, resize, delete",
        Phase.Stopping => "resize, delete",
        Phase.Stopped => "start, resize, delete",
        Phase.Quarantined => "resize, delete, release",
        Phase.Failed => "start, stop, restart, resize, delete",
        _ => "",
    };

    public static string LifetimeIsOver(DateTimeOffset end) =>
        $"Its lifetime ended at {Moment(end)}. Launch another instance, with a longer lifetime or none.";

    public static string Idle(TimeSpan idle) => $"Stopped because it was idle for {Span(idle)}.";

    public static string LifetimePassed(TimeSpan lifetime) => $"Stopped because its lifetime of {Span(lifetime)} has passed.";

    public static string NotReadyWithin(TimeSpan timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"Jupyter did not answer within {timeout.TotalSeconds:0.###} s.");

    public static string RestartedAfterLoss(string reason) => $"Restarted because its server was lost: {Sentence(reason)}";

    public static string Quarantined(int losses, TimeSpan window, DateTimeOffset at, string reason) =>
        $"Quarantined at {Moment(at)}: its server was lost {losses} times within {Span(window)}, the last time because: {Sentence(reason)} "
        + "Release it to start it again, or delete it.";

    public static string StopFailed(string reason) => $"Stopping failed, so it may still run and cost: {Sentence(reason)} Stop it again, or delete it.";

    public static string DeleteFailed(string reason) => $"Deleting failed, so it may still run and cost: {Sentence(reason)} Delete it again.";

    public static string CleanUpFailed(string? before, string reason) =>
        $"{before} Taking its compute down failed too: {Sentence(reason)} Something may still run and cost. Stop it again, or delete it.".TrimStart();

    public static string OtherAction(long run) => $"Run {run} was asked for another action than the one that is reported.";

    public const string NoSuchTraffic = "Traffic needs the name of a gateway and totals of 0 or more.";

    public static string NotMeteredYet(long through, long last) => $"Interval {through} cannot have been counted: the last one is {last}.";

    /// <summary>The same words, ended by a full stop.</summary>
    public static string Sentence(string words)
    {
        var trimmed = words.Trim();
        return trimmed is [.., '.' or '!' or '?'] ? trimmed : trimmed + ".";
    }

    /// <summary>For example <c>1 h 30 min</c>.</summary>
    public static string Span(TimeSpan span)
    {
        (int Count, string Unit)[] parts = [(span.Days, "d"), (span.Hours, "h"), (span.Minutes, "min"), (span.Seconds, "s"), (span.Milliseconds, "ms")];
        var said = string.Join(' ', parts.Where(part => part.Count != 0).Select(part => $"{part.Count} {part.Unit}"));
        return said.Length > 0 ? said : "0 s";
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Name(Phase phase) => phase switch
    {
        Phase.Provisioning => "being provisioned",
        Phase.Failed => "in a failed state",
        Phase.Quarantined => "in quarantine",
        _ => phase.ToString().ToLowerInvariant(),
    };
}
