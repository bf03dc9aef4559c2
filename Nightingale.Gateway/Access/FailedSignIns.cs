using System.Threading.RateLimiting;

namespace Nightingale.Gateway.Access;

/// <summary>
/// Counts bad tokens by where they come from (the token's principal where it is known, otherwise the address), so that a flood of them is
/// answered cheaply and shows in the access log. Good tokens pass meanwhile: nobody can lock others out.
/// </summary>
internal sealed class FailedSignIns(GatewayOptions options) : IDisposable
{
    /// <summary>The time in which failures count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(source =>
        RateLimitPartition.GetSlidingWindowLimiter(source, _ => new()
        {
            PermitLimit = options.FailedSignInsPerMinute,
            Window = Window,
            SegmentsPerWindow = 6,
        }));

    /// <summary>Counts a failure; false if there were too many.</summary>
    public bool Admit(string source)
    {
        using var lease = _limiter.AttemptAcquire(source);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
