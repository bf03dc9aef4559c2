namespace Nightingale.Actors.Sharding;

/// <summary>How a node takes part in the cluster.</summary>
public sealed record MemberOptions
{
    /// <summary>What operators call the node. Each start of it appends something of its own.</summary>
    public required string Name { get; init; }

    /// <summary>Where other nodes reach it, for example <c>https://10.0.0.4:7070</c>.</summary>
    public required string Address { get; init; }

    /// <summary>How long a node lives without a renewal: so long its shards are stuck when it dies. The same on all nodes. Default 10 s, at least 1 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it renews, and looks for what changed. Default 1 s, at most a fifth of the lease.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What it tells of itself with each renewal; it must not take time.</summary>
    public Func<NodeLoad> Load { get; init; } = static () => default;

    /// <summary>How long after its last renewal was sent it gives up its shards by its own clock: the rest of the lease is for ending what runs. 0.7 of the lease.</summary>
    public TimeSpan FencedAfter => 0.7 * Lease;

    /// <summary>Whether it gives up its shards by its own clock. Only the test that shows why it must says no.</summary>
    internal bool GivesUp { get; init; } = true;

    /// <summary>How long handing over a shard may take, a cancelled Terraform run included. Default 70 s.</summary>
    public TimeSpan HandoverWithin { get; init; } = TimeSpan.FromSeconds(70);

    /// <summary>What is wrong with these options, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Name.Length is 0 or > 63 || !Name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.'))
            yield return $"Node:Name is \"{Name}\"; it must be 1 to 63 letters, digits, hyphens and dots.";
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            yield return $"Node:Address is \"{Address}\"; it must be like https://10.0.0.4:7070.";
        else if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            yield return $"Node:Address is {Address}; without TLS nodes talk on loopback only. Make certificates with 'nightingale cluster init'.";
        if (Lease < TimeSpan.FromSeconds(1)) yield return $"Node:Lease is {Lease}; the least is 1 s.";
        if (Beat <= TimeSpan.Zero || Beat > Lease / 5) yield return $"Node:Beat is {Beat}; it must be more than 0 and at most a fifth of Node:Lease.";
    }
}

/// <summary>What a member does with shards.</summary>
/// <param name="Acquire">Starts to answer for shards; completes when messages are taken for them.</param>
/// <param name="Release">Ends shards in order, what is in hand included; completes when nothing of them runs. Those that are not held are released already.</param>
/// <param name="Abandon">There is no time left: kills at once what would go on outside of this process.</param>
public sealed record ShardHolder(
    Func<IReadOnlyCollection<ShardLease>, Task> Acquire,
    Func<IReadOnlyCollection<int>, Task> Release,
    Action Abandon);
