using System.Globalization;

namespace Nightingale.Tests.Accounts;

/// <summary>
/// While it lives, numbers and days are written here as in German, and minus as nowhere. It is made by hand, because an invariant process knows no
/// <c>de-DE</c>.
/// </summary>
internal sealed class OddCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public OddCulture()
    {
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NumberGroupSeparator, odd.NumberFormat.NegativeSign) = (",", ".", "~");
        (odd.DateTimeFormat.DateSeparator, odd.DateTimeFormat.ShortDatePattern) = (".", "dd.MM.yyyy");
        CultureInfo.CurrentCulture = odd;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
