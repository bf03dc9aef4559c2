using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nightingale.Gateway.People;

/// <summary>Codes from the time (RFC 6238: SHA-1, 6 digits, 30 seconds), as every authenticator makes them. The time is passed in, and which step a code was of is told, so that none is good twice.</summary>
public static class Totp
{
    /// <summary>The bytes of a secret: as many as SHA-1's output, as RFC 4226 recommends.</summary>
    public const int SecretBytes = 20;

    private const int Digits = 6;
    private const int Modulus = 1_000_000;

    // Clocks differ, and people are slow: the code before and the one after are good too.
    private const int Tolerance = 1;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>A new secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The time step that a moment lies in.</summary>
    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>The code of a time step.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 and every authenticator: HMAC does not suffer from SHA-1's collisions.")]
    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, mac);
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac[(mac[^1] & 0xf)..]) & 0x7fffffff;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, if it is near now and later than the last one that was used; null otherwise.</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now, long after)
    {
        if (code.Length != Digits) return null;
        long? match = null;
        for (var step = StepOf(now) - Tolerance; step <= StepOf(now) + Tolerance; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(secret, step)), Encoding.UTF8.GetBytes(code)) && step > after) match = step;
        return match;
    }

    /// <summary>What an authenticator reads, mostly as a picture.</summary>
    public static string Uri(string name, byte[] secret) => $"otpauth://totp/Nightingale:{System.Uri.EscapeDataString(name)}?secret={Base32.Encode(secret)}&issuer=Nightingale";
}
