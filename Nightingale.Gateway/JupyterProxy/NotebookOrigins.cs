using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// Which host names are whose. A notebook is code of somebody's; on an origin of its own it cannot use the API with the cookie of whoever reads it.
/// What is believed about the outside comes from the options, never from a header.
/// </summary>
internal sealed class NotebookOrigins(GatewayOptions options)
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly Uri? _public = options.PublicUrl is { } url ? new Uri(url) : null;
    private readonly string _suffix = "." + options.InstanceDomain;

    /// <summary>Whether browsers come over TLS.</summary>
    public bool IsSecure => _public?.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether a request names the API's and the UI's own host.</summary>
    public bool IsMain(HttpContext http)
    {
        if (IsPublic(http)) return true;
        var host = http.Request.Host;
        return Loopback.Contains(host.Host, StringComparer.OrdinalIgnoreCase) && (host.Port ?? 80) == http.Connection.LocalPort;
    }

    /// <summary>Whether a request names the host that people type.</summary>
    public bool IsPublic(HttpContext http) =>
        _public is not null && string.Equals(http.Request.Host.Host, _public.Host, StringComparison.OrdinalIgnoreCase) && (http.Request.Host.Port is null || http.Request.Host.Port == _public.Port);

    /// <summary>The instance whose host a request names.</summary>
    public bool TryFind(HttpContext http, out InstanceId instance)
    {
        instance = default;
        var host = http.Request.Host;
        return host.Host.EndsWith(_suffix, StringComparison.OrdinalIgnoreCase)
            && InstanceId.TryParse(host.Host[..^_suffix.Length], out instance)
            && (_public is null ? (host.Port ?? 80) == http.Connection.LocalPort : host.Port is null || host.Port == _public.Port || host.Port == http.Connection.LocalPort);
    }

    /// <summary>The origin of an instance, as browsers write it.</summary>
    public string Of(InstanceId instance, HttpContext http) => Origin(instance + _suffix, http);

    /// <summary>The origin of API and UI, as browsers write it.</summary>
    public string Main(HttpContext http) => Origin(_public?.Host ?? "localhost", http);

    /// <summary>Whether an origin is that of API and UI.</summary>
    public bool IsMain(string origin, HttpContext http) =>
        _public is null ? Loopback.Any(name => Same(Origin(name, http), origin)) : Same(Main(http), origin);

    /// <summary>Whether two origins are one.</summary>
    public static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private string Origin(string host, HttpContext http)
    {
        if (_public is null) return string.Create(CultureInfo.InvariantCulture, $"http://{host}:{http.Connection.LocalPort}");
        return _public.IsDefaultPort ? $"{_public.Scheme}://{host}" : string.Create(CultureInfo.InvariantCulture, $"{_public.Scheme}://{host}:{_public.Port}");
    }
}

/// <summary>Marks a request that came to an instance's own origin.</summary>
/// <param name="Instance">Whose.</param>
internal sealed record NotebookOrigin(InstanceId Instance)
{
    /// <summary>The origin that a request came to; null: that of API and UI.</summary>
    public static NotebookOrigin? Of(HttpContext http) => http.Features.Get<NotebookOrigin>();
}
