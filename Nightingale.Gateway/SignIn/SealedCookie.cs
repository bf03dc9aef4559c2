using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.Sessions;

namespace Nightingale.Gateway.SignIn;

/// <summary>What a browser carries for us between two requests and can neither read nor change: any gateway of a cluster opens it.</summary>
internal sealed class SealedCookie(GatewayServices gateway)
{
    private readonly Sealing _sealing = gateway.People.Sealing;

    /// <summary>Gives the browser something to carry.</summary>
    public void Write<T>(HttpContext http, string purpose, T value, TimeSpan lasts)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new Content<T>(value, gateway.Time.GetUtcNow() + lasts), RecordJson.Options);
        SessionCookie.Write(http, purpose, Base64Url.EncodeToString(_sealing.Seal($"cookie:{purpose}", content)), lasts);
    }

    /// <summary>What the browser carries; null if that is nothing, not ours, or too old.</summary>
    public T? Read<T>(HttpContext http, string purpose)
        where T : class
    {
        if (SessionCookie.Read(http, purpose) is not { } text || !Base64Url.IsValid(text)) return null;
        if (_sealing.Open($"cookie:{purpose}", Base64Url.DecodeFromChars(text)) is not { } content) return null;
        var carried = JsonSerializer.Deserialize<Content<T>>(content, RecordJson.Options)!;
        return gateway.Time.GetUtcNow() < carried.Until ? carried.Value : null;
    }

    /// <summary>What the browser carries, which it is to forget.</summary>
    public T? Take<T>(HttpContext http, string purpose)
        where T : class
    {
        SessionCookie.Remove(http, purpose);
        return Read<T>(http, purpose);
    }

    private sealed record Content<T>(T Value, DateTimeOffset Until);
}
