using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Gateway.Journals;

namespace Nightingale.Host.Composition;

/// <summary>What auditors ask of a running node's journal.</summary>
internal sealed class JournalAudits(
    IFooting footing, IEntities<InstanceState, InstanceCommand> instances, IEntities<AccountState, AccountCommand> accounts)
{
    public JournalAudit ForGateway() => new(State, StateAt, Verify, Export);

    /// <summary>The live state, in the bytes that replaying the journal must give too.</summary>
    private async Task<ReadOnlyMemory<byte>?> State(string persistenceId, CancellationToken cancel)
    {
        var slash = persistenceId.IndexOf('/', StringComparison.Ordinal);
        var (kind, id) = (persistenceId[..slash], persistenceId[(slash + 1)..]);
        return kind switch
        {
            InstanceId.Kind => Bytes(await instances.Get(id, cancel)),
            Kinds.AccountKind => Bytes(await accounts.Get(id, cancel)),
            _ => null,
        };
    }

    private async Task<ReadOnlyMemory<byte>?> StateAt(string persistenceId, long sequence, CancellationToken cancel)
    {
        if (persistenceId.Split('/')[0] is not (InstanceId.Kind or Kinds.AccountKind)) return null;
        var last = await JournalReplay.Of(persistenceId, footing.Journal.Read(persistenceId, 1, sequence, cancel)).LastOrDefaultAsync(cancel);
        return last?.Sequence == sequence ? last.State : null;
    }

    private static ReadOnlyMemory<byte>? Bytes<TState>(EntityReply<TState>.Done live)
        where TState : notnull
        => live.Version == 0 ? null : StateCodec<TState>.Bytes(live.State);

    // It ends in a checkpoint of this moment: who cuts its tail off takes that away too.
    private async Task Export(Stream stream, CancellationToken cancel)
    {
        await footing.Sign();
        await JournalExport.Write(footing.Records(cancel), stream, cancel);
    }

    private async Task<VerificationView> Verify(CancellationToken cancel)
    {
        var found = await JournalVerifier.Verify(footing.Records(cancel), stop: cancel);
        return new(found.Holds, found.Events, found.Entities, found.Problems.Count == 0 ? null : found.Problems[0].ToString());
    }
}
