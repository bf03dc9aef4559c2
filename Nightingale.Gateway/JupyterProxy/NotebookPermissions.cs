namespace Nightingale.Gateway.JupyterProxy;

/// <summary>What an account lets its members do in notebooks. What cannot be prevented is told in <c>docs/security.md</c>.</summary>
public sealed record NotebookPermissions
{
    /// <summary>Everything.</summary>
    public static NotebookPermissions All { get; } = new();

    /// <summary>Terminals.</summary>
    public bool Terminals { get; init; } = true;

    /// <summary>Fetching files as files.</summary>
    public bool Downloads { get; init; } = true;

    /// <summary>Putting files there.</summary>
    public bool Uploads { get; init; } = true;

    /// <summary>Whether opening a stopped instance starts it.</summary>
    public bool StartOnOpen { get; init; } = true;

    internal bool Allow(NotebookUse use) => use switch
    {
        NotebookUse.Page => true,
        NotebookUse.Terminal => Terminals,
        NotebookUse.Download => Downloads,
        NotebookUse.Upload => Uploads,
        _ => throw new InvalidOperationException($"Nothing says who may {use}."),
    };
}
