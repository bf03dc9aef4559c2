using System.Threading.RateLimiting;

namespace Nightingale.Gateway.SignIn;

/// <summary>How many attempts to sign in are looked at, from each address and from each known browser. Hashing a password costs us more than it costs who asks for it.</summary>
internal sealed class AttemptLimit(GatewayServices gateway) : IDisposable
{
    /// <summary>The time in which attempts count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(source =>
        RateLimitPartition.GetSlidingWindowLimiter(source, _ => new()
        {
            PermitLimit = gateway.People.SignIn.AttemptsPerMinute,
            Window = Window,
            SegmentsPerWindow = 6,
        }));

    /// <summary>Counts an attempt; false if there were too many.</summary>
    public bool Admit(string source)
    {
        using var lease = _limiter.AttemptAcquire(source);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
