using System.Text;
using Nightingale.Actors.Sharding;

namespace Nightingale.Actors.Entities;

/// <summary>
/// All entities of one kind in the cluster: those that live here are asked directly, others on the node that holds their shard. A request of which
/// nothing was done is sent again while its time lasts; one that may have been done only if its idempotency key makes it one command.
/// </summary>
/// <param name="kind">The first part of their persistence ids.</param>
/// <param name="codec">What goes over the wire.</param>
/// <param name="local">The entities of this node; null where none live.</param>
/// <param name="isHere">Whether an entity lives here.</param>
/// <param name="map">Who holds which shard.</param>
/// <param name="wire">The way to other nodes.</param>
/// <param name="options">How long an answer is waited for.</param>
/// <param name="time">The clock.</param>
public sealed class ClusterEntities<TState, TCommand>(
    string kind,
    WireCodec<TState, TCommand> codec,
    IEntities<TState, TCommand>? local,
    Func<string, bool> isHere,
    ShardMap map,
    WireClient wire,
    EntityOptions options,
    TimeProvider time) : IEntities<TState, TCommand>
    where TCommand : notnull
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public Task<EntityReply<TState>> Ask(string entityId, Envelope<TCommand> envelope, CancellationToken cancel = default) =>
        Persist(entityId, envelope, envelope.Key is not null, (entities, stop) => entities.Ask(entityId, envelope, stop), cancel);

    /// <inheritdoc/>
    public async Task<EntityReply<TState>.Done> Get(string entityId, CancellationToken cancel = default) =>
        (EntityReply<TState>.Done)await Persist(entityId, null, harmless: true, async (entities, stop) => await entities.Get(entityId, stop), cancel);

    private async Task<EntityReply<TState>> Persist(
        string entityId,
        Envelope<TCommand>? envelope,
        bool harmless,
        Func<IEntities<TState, TCommand>, CancellationToken, Task<EntityReply<TState>>> here,
        CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.AskTimeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        var (shard, request) = (Shards.Of($"{kind}/{entityId}"), codec.Write(envelope));
        for (var pause = LeastPause; ;)
        {
            var owner = map.Owner(shard);
            EntityUnavailableException fault;
            try
            {
                return local is not null && isHere(entityId)
                    ? await here(local, over.Token)
                    : await Elsewhere(entityId, shard, owner, request, harmless, options.AskTimeout - time.GetElapsedTime(begun), over.Token);
            }
            catch (EntityUnavailableException unavailable) when (unavailable.NothingDone || harmless)
            {
                fault = unavailable;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new EntityUnavailableException($"The {kind} did not answer in time. It may be moving to another node; try again.");
            }

            var moved = await Moved(shard, owner, pause, over.Token);
            cancel.ThrowIfCancellationRequested();
            if (over.IsCancellationRequested) throw fault;
            pause = moved ? LeastPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // That other shards moved is no reason to ask again: while many move, all who wait would keep busy those who are to take over.
    private async Task<bool> Moved(int shard, ClusterNode? from, TimeSpan within, CancellationToken cancel)
    {
        using var bound = new CancellationTokenSource(within, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel, bound.Token);
        while (!enough.IsCancellationRequested)
        {
            var changed = map.Changed;
            if (map.Owner(shard)?.Id != from?.Id) return true;
            await changed.WaitAsync(enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private async Task<EntityReply<TState>> Elsewhere(
        string entityId, int shard, ClusterNode? owner, byte[] request, bool harmless, TimeSpan within, CancellationToken cancel)
    {
        if (owner is null)
            throw new EntityUnavailableException($"No node has the {kind} at the moment. Try again.") { NothingDone = true };
        using var moved = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asking = wire.Ask(owner.Address, kind, entityId, request, within, moved.Token);
        if (harmless && await MovedMeanwhile(asking, shard, owner))
        {
            await moved.CancelAsync();
            await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new EntityUnavailableException($"The {kind} has moved to another node. Try again.");
        }

        var answer = await asking;
        return answer.Kind switch
        {
            WireAnswerKind.Answered => codec.ReadReply(answer.Body.Span),
            WireAnswerKind.NotHere => throw new EntityUnavailableException($"The {kind} is moving to another node. Try again.") { NothingDone = true },
            var other => throw new EntityUnavailableException(Encoding.UTF8.GetString(answer.Body.Span)) { NothingDone = other is WireAnswerKind.NothingDone },
        };
    }

    // A node that is stopped or cut off answers nobody: who waits for it waits no more once another has the shard.
    private async Task<bool> MovedMeanwhile(Task asking, int shard, ClusterNode owner)
    {
        while (true)
        {
            var changed = map.Changed;
            if (asking.IsCompleted) return false;
            if (map.Owner(shard) is { } now && now.Id != owner.Id) return true;
            await Task.WhenAny(asking, changed);
        }
    }
}

/// <summary>Answers other nodes for the entities of one kind that live here.</summary>
public static class EntityWire
{
    /// <summary>A handler over the entities of this node.</summary>
    public static WireHandler For<TState, TCommand>(IEntities<TState, TCommand> local, Func<string, bool> isHere, WireCodec<TState, TCommand> codec)
        where TCommand : notnull
        => async (entityId, request, deadline) =>
        {
            if (!isHere(entityId)) return new(WireAnswerKind.NotHere, default);
            try
            {
                var reply = codec.ReadRequest(request.Span) is { } envelope ? await local.Ask(entityId, envelope, deadline) : await local.Get(entityId, deadline);
                return new(WireAnswerKind.Answered, codec.Write(reply));
            }
            catch (EntityUnavailableException unavailable)
            {
                return new(unavailable.NothingDone ? WireAnswerKind.NothingDone : WireAnswerKind.Unknown, Encoding.UTF8.GetBytes(unavailable.Message));
            }
        };
}
