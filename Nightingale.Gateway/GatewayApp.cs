using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Instances;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.SignIn;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Gateway;

/// <summary>The API server.</summary>
public static class GatewayApp
{
    /// <summary>
    /// Builds the server; starting, stopping and disposing of it is the caller's. It reads neither files nor environment: all that it knows is in the arguments.
    /// </summary>
    /// <exception cref="ArgumentException">The options do not hold; the message tells every problem.</exception>
    public static WebApplication Build(GatewayServices services, GatewayOptions options)
    {
        var problems = options.Problems().ToList();
        if (problems.Count > 0) throw new ArgumentException(string.Join(' ', problems), nameof(options));

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services
            .AddSingleton<IHostLifetime, OwnersLifetime>()
            .AddSingleton(services)
            .AddSingleton(services.LoggerFactory)
            .AddSingleton(options)
            .AddSingleton<FailedSignIns>()
            .AddSingleton<Callers>()
            .AddSingleton<BearerPrincipals>()
            .AddSingleton<InstanceActions>()
            .AddHostedService<TokenUses>()
            .AddLogging()
            .AddRouting()
            .Configure<JsonOptions>(json => Shape(json.SerializerOptions))
            .AddApiDocument()
            .AddSignIn()
            .AddJupyterProxy(services);
        AddAccess(builder.Services);

        var app = builder.Build();
        app.Use(SecurityHeaders.Add);
        app.UseMiddleware<AccessRecording>();
        app.UseMiddleware<FaultBarrier>();
        app.UseMiddleware<HostGate>();
        app.UseMiddleware<NotebookFastPath>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<OriginGate>();
        app.UseAuthorization();
        Endpoints.Map(app);
        return app;
    }

    private static void AddAccess(IServiceCollection services)
    {
        // The core alone: what signs cookies would write keys of its own into the home of whoever runs this.
        services.AddWebEncoders().AddTransient<BearerAuthentication>().AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = BearerAuthentication.Scheme;
            authentication.AddScheme<BearerAuthentication>(BearerAuthentication.Scheme, displayName: null);
        });
        services.AddSingleton<IAuthorizationHandler, AccessByTable>().AddSingleton<IAuthorizationMiddlewareResultHandler, AccessAnswers>();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new AccessByTable.Requirement()).Build());
    }

    private static void Limit(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = options.MaxSockets;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAlive;
        limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    private static void Shape(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
    }
}
