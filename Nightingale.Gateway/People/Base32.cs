using System.Text;

namespace Nightingale.Gateway.People;

/// <summary>Bytes as people can copy them (RFC 4648): no letter looks like a digit.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (held, bits) = (0, 0);
        foreach (var piece in bytes)
        {
            held = (held << 8) | piece;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(Alphabet[(held >> (bits - 5)) & 31]);
            held &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Alphabet[(held << (5 - bits)) & 31]);
        return text.ToString();
    }
}
