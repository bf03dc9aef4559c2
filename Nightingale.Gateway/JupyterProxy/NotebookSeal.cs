using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// Seals what a browser carries for us: whoever changes it breaks the seal. Nothing is kept, so any gateway with the same key reads what another sealed.
/// </summary>
internal sealed class NotebookSeal(NotebookGround ground, TimeProvider time)
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan CodeGoodFor = TimeSpan.FromSeconds(30);

    // A key of its own, so that a seal is never good for anything else that is derived from the same secret.
    private readonly byte[] _key = HMACSHA256.HashData(ground.Key.Span, "notebook-pass"u8);

    /// <summary>A code that is good once, soon, for one instance: it takes somebody from one origin to another.</summary>
    public string Code(InstanceId instance, string credential) =>
        Seal(new(PassKind.Code, instance, time.GetUtcNow() + CodeGoodFor, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), credential));

    /// <summary>What the cookie of an instance's origin holds. It is good for as long as the credential is.</summary>
    public string Cookie(InstanceId instance, string credential) => Seal(new(PassKind.Cookie, instance, DateTimeOffset.MaxValue, "", credential));

    /// <summary>What was sealed; null if it was not, or is no longer good.</summary>
    public NotebookPass? Open(string text, PassKind kind)
    {
        var cut = text.LastIndexOf('.');
        if (cut < 0 || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text[(cut + 1)..]), Encoding.UTF8.GetBytes(Mac(text[..cut])))) return null;
        if (text[..cut].Split('.') is not [var named, var instance, var until, var once, var credential]) return null;
        var pass = new NotebookPass(
            Enum.Parse<PassKind>(named),
            new(Guid.Parse(instance)),
            new(long.Parse(until, CultureInfo.InvariantCulture), TimeSpan.Zero),
            once,
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(credential)));
        return pass.Kind == kind && time.GetUtcNow() < pass.Until ? pass : null;
    }

    private string Seal(NotebookPass pass)
    {
        var credential = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(pass.Credential));
        var text = string.Create(CultureInfo.InvariantCulture, $"{pass.Kind}.{pass.Instance}.{pass.Until.UtcTicks}.{pass.Once}.{credential}");
        return $"{text}.{Mac(text)}";
    }

    private string Mac(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}

/// <summary>What a browser carries.</summary>
/// <param name="Kind">A code or a cookie; one is never taken for the other.</param>
/// <param name="Instance">The only instance that it is good for.</param>
/// <param name="Until">When it ends, whatever else holds.</param>
/// <param name="Once">What a code is known by once it is spent; empty in a cookie.</param>
/// <param name="Credential">The id of what its holder signed in with; not a secret.</param>
internal sealed record NotebookPass(PassKind Kind, InstanceId Instance, DateTimeOffset Until, string Once, string Credential);

/// <summary>What a browser carries.</summary>
internal enum PassKind
{
    /// <summary>From the main origin to the instance's.</summary>
    Code,

    /// <summary>On the instance's origin.</summary>
    Cookie,
}
