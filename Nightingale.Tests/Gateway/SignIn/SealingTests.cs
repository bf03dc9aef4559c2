using Nightingale.Gateway.Keeping;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway.SignIn;

public sealed class SealingTests
{
    private readonly Sealing _sealing = new([.. Enumerable.Range(0, 32).Select(value => (byte)value)]);

    [Test]
    public void What_is_sealed_opens_for_its_purpose_and_key_alone()
    {
        var whole = _sealing.Seal("totp:ada", "a secret"u8);
        Assert.That(_sealing.Open("totp:ada", whole), Is.EqualTo("a secret"u8.ToArray()));
        Assert.That(_sealing.Open("totp:eve", whole), Is.Null);
        Assert.That(new Sealing(new byte[32]).Open("totp:ada", whole), Is.Null);
        Assert.That(_sealing.Seal("totp:ada", "a secret"u8), Is.Not.EqualTo(whole), "two look different");
    }

    [Test]
    public void What_was_changed_or_cut_does_not_open()
    {
        var whole = _sealing.Seal("cookie:oidc", "a secret"u8);
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 1;
            Assert.That(_sealing.Open("cookie:oidc", changed), Is.Null);
            Assert.That(_sealing.Open("cookie:oidc", whole.AsSpan(0, at)), Is.Null);
        }
    }
}
