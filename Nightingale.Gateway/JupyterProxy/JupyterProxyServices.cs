using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>Puts the proxy together.</summary>
internal static class JupyterProxyServices
{
    /// <summary>Adds what the proxy is made of.</summary>
    public static IServiceCollection AddJupyterProxy(this IServiceCollection services, GatewayServices gateway) => services
        .AddHttpForwarder()
        .AddSingleton(gateway.Notebooks)
        .AddSingleton(gateway.Time)
        .AddSingleton<NotebookOrigins>()
        .AddSingleton<NotebookRights>()
        .AddSingleton<NotebookSeal>()
        .AddSingleton<SpentCodes>()
        .AddSingleton<NotebookEntrance>()
        .AddSingleton<NotebookWaiting>()
        .AddSingleton<WaitingNews>()
        .AddSingleton<NotebookDirectory>()
        .AddSingleton<NotebookTraffic>()
        .AddSingleton<Upstreams>()
        .AddSingleton<OpenPassages>()
        .AddSingleton<NotebookTransformer>()
        .AddSingleton<NotebookPassages>()
        .AddSingleton<NotebookReads>()
        .AddSingleton<OpenNotebook.Services>()
        .AddHostedService<TrafficReports>()
        .AddHostedService(provider => provider.GetRequiredService<NotebookDirectory>())
        .AddHostedService(provider => provider.GetRequiredService<OpenPassages>())
        .AddHostedService(provider => provider.GetRequiredService<NotebookReads>());

    /// <summary>Maps its addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        EnterNotebook.Map(routes);
        FollowNotebook.Map(routes);
        OpenNotebook.Map(routes);
    }
}
