using System.Xml;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Catalogue;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Instances;

/// <summary>Makes a specification of what a request asks for, or says of each field what is wrong with it. The instance's own rules come after this.</summary>
internal static class LaunchRules
{
    private const int LongestText = 200;

    public static InstanceSpec? Check(LaunchBody body, Caller caller, SizesAndTargets catalogue, FieldErrors errors)
    {
        var name = Text("name", body.Name, 63, errors);
        var account = Text("account", body.Account, LongestText, errors);
        var target = Target(body.Target, catalogue, errors);
        var size = target is null && body.Size is not null ? null : SizeRules.Check(body.Size, target, catalogue, errors);
        var market = Market(body.Market, errors);
        var dataset = body.Dataset is null ? null : Text("dataset", body.Dataset, LongestText, errors);
        if (dataset is not null && target is not null && catalogue.DatasetProblem(target) is { } problem) errors.Add("dataset", problem);
        var idleStop = Span("idleStop", body.IdleStop, errors);
        var lifetime = Span("lifetime", body.Lifetime, errors);
        return errors.Any ? null : new(name, account, caller.Principal, target!, size!, market, Image: null, dataset, idleStop, lifetime);
    }

    private static string Text(string field, string? value, int longest, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(value)) errors.Add(field, "Must be given.");
        else if (value.Length > longest) errors.Add(field, $"Must have at most {longest} characters.");
        else if (value.Any(char.IsControl) || value != value.Trim()) errors.Add(field, "Must not have control characters, nor white space at its ends.");
        return value ?? "";
    }

    private static string? Target(string? value, SizesAndTargets catalogue, FieldErrors errors)
    {
        var problem = value is null ? "Must be given." : catalogue.TargetProblem(value);
        if (problem is null) return value;
        errors.Add("target", problem);
        return null;
    }

    private static Market Market(string? value, FieldErrors errors)
    {
        switch (value)
        {
            case null or "on-demand": return Actors.Instances.Market.OnDemand;
            case "spot": return Actors.Instances.Market.Spot;
            default:
                errors.Add("market", "Must be on-demand or spot.");
                return default;
        }
    }

    // Years and months have no fixed length, so they are no spans here.
    private static TimeSpan? Span(string field, string? value, FieldErrors errors)
    {
        if (value is null) return null;
        try
        {
            var days = value.Split('T')[0];
            if (!days.Contains('Y', StringComparison.Ordinal) && !days.Contains('M', StringComparison.Ordinal) && XmlConvert.ToTimeSpan(value) is var span && span > TimeSpan.Zero)
                return span;
        }
        catch (Exception bad) when (bad is FormatException or OverflowException)
        {
            // Told below.
        }

        errors.Add(field, "Must be a positive ISO 8601 duration in days, hours, minutes and seconds, such as PT30M.");
        return null;
    }
}
