using System.Security.Cryptography;
using System.Text.Json;

namespace Nightingale.Actors.Accounts;

/// <summary>What an account wants of a metered interval.</summary>
internal static class MeteredIntervals
{
    /// <summary>Equal for equal content and different for different content, however its numbers and times were written.</summary>
    public static string Digest(this MeteredInterval interval)
    {
        var content = interval with { From = interval.From.ToUniversalTime(), To = interval.To.ToUniversalTime(), Cpus = interval.Cpus.Canonical() };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content)).AsSpan(0, 16));
    }

    /// <summary>What is wrong with it, a sentence each.</summary>
    public static IEnumerable<string> Problems(this MeteredInterval interval)
    {
        var name = $"Interval {interval.Number} of {interval.Instance}";
        if (string.IsNullOrWhiteSpace(interval.Instance)) yield return "An interval names no instance.";
        if (interval.Number < 1) yield return $"{name} has a number below 1.";
        if (interval.From >= interval.To) yield return $"{name} does not end after it begins.";
        if (interval.From.Offset != TimeSpan.Zero || interval.To.Offset != TimeSpan.Zero) yield return $"{name} is not in UTC.";
        if (interval.From.Ticks % TimeSpan.TicksPerMillisecond != 0 || interval.To.Ticks % TimeSpan.TicksPerMillisecond != 0)
            yield return $"{name} is not in whole milliseconds.";
        if (interval.Cpus <= 0 || decimal.Round(interval.Cpus, 2) != interval.Cpus) yield return $"{name} needs more than 0 processors, in hundredths.";
        if (interval.MemoryMiB < 0 || interval.Gpus < 0 || interval.DiskGiB < 0) yield return $"{name} has less than 0 of a resource.";
    }
}
