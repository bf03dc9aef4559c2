using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>What people see while Jupyter does not answer: why, and what happens next. The page follows what happens and leads on by itself.</summary>
internal sealed class NotebookWaiting(GatewayServices gateway, NotebookRights rights)
{
    private const string Follow = $$"""
        const news = new EventSource('/{{NotebookEntrance.Folder}}/news');
        news.addEventListener('state', event => {
          const state = JSON.parse(event.data);
          if (state.open) { news.close(); location.reload(); return; }
          document.querySelector('h1').textContent = state.title;
          document.querySelector('#detail').textContent = state.detail;
        });
        """;

    /// <summary>Answers instead of Jupyter. Whoever opens a page of a stopped instance starts it, if the account lets them.</summary>
    public async Task Answer(HttpContext http, Caller caller, Notebook notebook)
    {
        if (!SameSite.IsNavigation(http.Request))
        {
            await new Problem(ProblemKind.Unavailable, $"{Title(notebook.State)} {Detail(notebook.State)}", retryAfter: TimeSpan.FromSeconds(2)).ExecuteAsync(http);
            return;
        }

        var state = notebook.State;
        string? refusal = null;
        if (state.Phase is Phase.Stopped && rights.PermissionsOf(notebook.Account).StartOnOpen) (state, refusal) = await Start(caller, state);
        http.Response.Headers.RetryAfter = "2";
        await Page.Write(http, StatusCodes.Status503ServiceUnavailable, state.Spec!.Name, $"""
            <h1>{Html(Title(state))}</h1>
            <p id="detail" role="status">{Html(refusal ?? Detail(state))}</p>
            <p><code>{state.Id}</code> {Html(state.Spec.Name)}</p>
            """, Follow);
    }

    /// <summary>What an instance does, in a few words.</summary>
    public static string Title(InstanceState state) => state.Phase switch
    {
        Phase.Provisioning => "The instance is being set up.",
        Phase.Starting => "Jupyter is starting.",
        Phase.Ready => "Jupyter is ready.",
        Phase.Stopping => "The instance is stopping.",
        Phase.Stopped => "The instance is stopped.",
        Phase.Quarantined => "The instance was lost too often and waits for somebody.",
        Phase.Failed => "The instance could not be set up.",
        Phase.Deleting or Phase.Deleted => "The instance is deleted.",
        _ => "The instance is not there yet.",
    };

    /// <summary>What follows from that.</summary>
    public static string Detail(InstanceState state) => (state.Reason is { } reason ? reason.TrimEnd() + " " : "") + state.Phase switch
    {
        Phase.Provisioning or Phase.Starting => "This page opens the notebook as soon as it is there.",
        Phase.Stopping => "Its home is kept. It can be started again when it has stopped.",
        Phase.Stopped => "Its home is kept. Start it from the list of instances.",
        Phase.Quarantined => "Its home is kept. Release it from the list of instances, when you know why it was lost.",
        Phase.Failed => "Start it again from the list of instances, when the reason is mended.",
        _ => "",
    };

    private async Task<(InstanceState State, string? Refusal)> Start(Caller caller, InstanceState state)
    {
        // Not cancelled when the person goes away: a command that was sent has an outcome.
        var reply = await gateway.Instances.Ask(state.Id.ToString(), new(new InstanceCommand.Start(gateway.Now()), caller.Principal), CancellationToken.None);
        if (reply is EntityReply<InstanceState>.Done done)
        {
            gateway.List.Acknowledged(state.Id);
            return (done.State, null);
        }

        return (state, reply is EntityReply<InstanceState>.Refused refused ? refused.Refusal.Reason : null);
    }

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
