using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>One request on its way to Jupyter and back: whose it is, to which server, and how it is cut off.</summary>
internal sealed class Passage(Caller caller, Notebook notebook, JupyterUpstream way, NotebookPath path, NotebookUse use, string? origin) : IDisposable
{
    private readonly CancellationTokenSource _end = new();

    public Caller Caller => caller;

    public InstanceId Instance => notebook.Id;

    public int Generation => notebook.Generation;

    public JupyterUpstream Way => way;

    public NotebookPath Path => path;

    public NotebookUse Use => use;

    /// <summary>The instance's own origin, if it came there; null if it came to the API's.</summary>
    public string? Origin => origin;

    /// <summary>What comes before every path that a browser or program sees.</summary>
    public string Prefix => origin is null ? $"/i/{notebook.Id}" : "";

    /// <summary>Cancelled when it is cut off.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Cuts it off. One that is over is none the worse.</summary>
    public async Task End()
    {
        try
        {
            await _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It was over.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();
}
