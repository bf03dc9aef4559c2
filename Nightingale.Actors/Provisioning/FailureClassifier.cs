using System.Text.RegularExpressions;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>Tells from a provider's words what kind of failure it is. What it does not know is permanent: nobody retries blindly.</summary>
internal static partial class FailureClassifier
{
    /// <summary>Classifies the failure of a run that told these errors. One permanent error makes the whole run's failure permanent.</summary>
    public static FailureClass Classify(IReadOnlyCollection<Diagnostic> errors)
    {
        var classes = errors.Select(error => Classify($"{error.Summary}\n{error.Detail}")).ToHashSet();
        if (classes.Count == 0 || classes.Contains(FailureClass.Permanent)) return FailureClass.Permanent;
        return classes.Contains(FailureClass.Capacity) ? FailureClass.Capacity : FailureClass.Transient;
    }

    private static FailureClass Classify(string words) =>
        TooFast().IsMatch(words) ? FailureClass.Transient
        : Quota().IsMatch(words) ? FailureClass.Permanent
        : Capacity().IsMatch(words) ? FailureClass.Capacity
        : Transient().IsMatch(words) ? FailureClass.Transient
        : FailureClass.Permanent;

    // Some providers call a limit on requests a quota too: that one goes away by itself.
    [GeneratedRegex("""
        Throttl | RequestLimitExceeded | TooManyRequests | Too\ Many\ Requests | rate\ (limit\ )?exceeded | rateLimitExceeded | Error\ 429\b | StatusCode[:=\ ]*429\b
        """, Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TooFast();

    // A quota is the customer's own limit: waiting changes nothing, and another zone has the same.
    [GeneratedRegex("""
        VcpuLimitExceeded | InstanceLimitExceeded | VolumeLimitExceeded | MaxSpotInstanceCountExceeded
        | OperationNotAllowed .* quota | QuotaExceeded | quota .{0,60} exceeded | exceeding .{0,60} quota
        """, Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quota();

    // AWS; Azure; Google.
    [GeneratedRegex("""
        InsufficientInstanceCapacity | InsufficientHostCapacity | InsufficientCapacity | InsufficientFreeAddressesInSubnet
        | SpotMaxPriceTooLow | capacity-not-available | not\ have\ sufficient .{0,80} capacity
        | SkuNotAvailable | ZonalAllocationFailed | OverconstrainedZonalAllocationRequest | OverconstrainedAllocationRequest | AllocationFailed
        | ZONE_RESOURCE_POOL_EXHAUSTED | does\ not\ have\ enough\ resources\ available | resource\ pool\ exhausted
        """, Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Capacity();

    [GeneratedRegex("""
        ServiceUnavailable | Service\ Unavailable | InternalError | InternalServerError | Internal\ Server\ Error | Bad\ Gateway | Gateway\ Time-?out
        | (status\ code|StatusCode|HTTP\ error|HTTP\ response\ code|Error)[:\ =]*5\d\d\b | backendError | try\ again\ later
        | connection\ (reset|refused|timed\ out) | i/o\ timeout | TLS\ handshake\ timeout | context\ deadline\ exceeded | no\ such\ host
        | unexpected\ EOF | broken\ pipe | server\ misbehaving | RetryableError | AnotherOperationInProgress
        | Error\ acquiring\ the\ state\ lock | Error\ refreshing\ state | Failed\ to\ (get|load|save|persist)\ state | Error\ releasing\ the\ state\ lock
        """, Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Transient();

    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture;
}
