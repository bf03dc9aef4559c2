using Microsoft.AspNetCore.Http;
using Nightingale.Actors.Accounts;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>What a request to Jupyter is for, as far as permissions tell uses apart.</summary>
internal enum NotebookUse
{
    /// <summary>Anything else: pages, notebooks, kernels.</summary>
    Page,

    /// <summary>A shell.</summary>
    Terminal,

    /// <summary>A file that leaves as a file.</summary>
    Download,

    /// <summary>A file that comes as a file.</summary>
    Upload,
}

/// <summary>Tells uses apart by method and address.</summary>
internal static class NotebookUses
{
    /// <summary>Whether an account lets its members do this. What cannot be prevented is told in <c>docs/security.md</c>.</summary>
    public static bool Allow(this AccountPermissions permissions, NotebookUse use) => use switch
    {
        NotebookUse.Page => true,
        NotebookUse.Terminal => permissions.Terminals,
        NotebookUse.Download => permissions.Downloads,
        NotebookUse.Upload => permissions.Uploads,
        _ => throw new InvalidOperationException($"Nothing says who may {use}."),
    };

    /// <summary>What a request is for.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="query">Its query, as it came.</param>
    public static NotebookUse Of(string method, NotebookPath path, IQueryCollection query) => path.Segments switch
    {
        ["terminals", ..] or ["api", "terminals", ..] => NotebookUse.Terminal,
        ["files" or "view" or "nbconvert" or "directories", ..] => NotebookUse.Download,
        ["api", "nbconvert", ..] when HttpMethods.IsPost(method) => NotebookUse.Download,
        _ when query.ContainsKey("download") => NotebookUse.Download,
        ["api", "contents", ..] when IsRead(method) && query["format"].Contains("base64", StringComparer.Ordinal) => NotebookUse.Download,
        ["api", "contents", .., var name] when HttpMethods.IsPut(method) && !name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) => NotebookUse.Upload,
        _ => NotebookUse.Page,
    };

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
