using Nightingale.Actors.Journal;
using Nightingale.Actors.Provisioning;

namespace Nightingale.Actors.Projections;

/// <summary>News for people who watch. <paramref name="Id"/> says where to resume: right after this.</summary>
public abstract record LiveEvent(string Id)
{
    /// <summary>
    /// An event was journalled, and the read models have it. <paramref name="Account"/> is whose it is; null: nobody's in particular. Of an instance's
    /// event <paramref name="Row"/> and <paramref name="Cost"/> are what the read models showed when it was told.
    /// </summary>
    public sealed record Journalled(string Id, StoredEvent Event, string? Account, InstanceRow? Row = null, InstanceCost? Cost = null) : LiveEvent(Id);

    /// <summary>A line from a Terraform run. <paramref name="Here"/> says whether it runs on this node; otherwise another node told of it.</summary>
    public sealed record Progress(string Id, RunProgress Line, bool Here = true) : LiveEvent(Id);

    /// <summary>What happened before this is not told: fetch every list anew. It comes first, unless a follower resumes, and whenever one was too slow.</summary>
    public sealed record Reset(string Id) : LiveEvent(Id);

    /// <summary>Nothing to tell for a while; the line still stands.</summary>
    public sealed record Heartbeat(string Id) : LiveEvent(Id);

    /// <summary>The account that it is about; null if it is about none.</summary>
    public string? About => this switch
    {
        Journalled journalled => journalled.Account,
        Progress progress => progress.Line.Account,
        _ => null,
    };
}
