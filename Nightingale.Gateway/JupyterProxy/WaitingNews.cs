using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>What the page that waits shows, whenever that changes.</summary>
internal sealed class WaitingNews(GatewayServices gateway, GatewayOptions options, IHostApplicationLifetime server)
{
    /// <summary>Begins with how the instance is; ends without a fault when the caller goes, when the server stops, and when the right ends.</summary>
    public async IAsyncEnumerable<SseItem<WaitingView>> Of(Notebook notebook, Caller caller, [EnumeratorCancellation] CancellationToken callerGone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(server.ApplicationStopping, callerGone);
        await using var news = gateway.Live.Follow(null, happened => IsAbout(notebook.Id, happened), options.Heartbeat, either.Token).GetAsyncEnumerator(either.Token);
        while (await Next(news) && caller.Holds && NotebookRights.MayOpen(caller, notebook))
            yield return new(await View(notebook.Id, news.Current), "state");
    }

    private static bool IsAbout(InstanceId id, LiveEvent happened) => happened switch
    {
        LiveEvent.Journalled { Row: { } row } => row.State.Id == id,
        LiveEvent.Progress progress => progress.Line.Instance == id,
        _ => false,
    };

    private static async Task<bool> Next(IAsyncEnumerator<LiveEvent> news)
    {
        try
        {
            return await news.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Not what the proxy knows: that may be a moment older than the news, and the page would wait for more of them.
    private async Task<WaitingView> View(InstanceId id, LiveEvent happened) => happened switch
    {
        LiveEvent.Journalled { Row: { } row } => WaitingView.Of(row.State, null),
        LiveEvent.Progress progress => WaitingView.Of((await gateway.Instances.Get(id.ToString(), CancellationToken.None)).State, progress.Line.Message),
        _ => WaitingView.Of((await gateway.Instances.Get(id.ToString(), CancellationToken.None)).State, null),
    };
}

/// <summary>What the page that waits shows.</summary>
/// <param name="Open">Whether Jupyter answers, so that the page leads on.</param>
/// <param name="Title">What the instance does.</param>
/// <param name="Detail">What follows from that, or how far it is.</param>
internal sealed record WaitingView(bool Open, string Title, string Detail)
{
    /// <summary>Of an instance, with what Terraform says if it says something.</summary>
    public static WaitingView Of(InstanceState state, string? progress) =>
        new(new Notebook(state, 0, Confirmed: false).IsOpen, NotebookWaiting.Title(state), progress ?? NotebookWaiting.Detail(state));
}
