using System.Security.Cryptography;

using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Journal;

/// <summary>Somebody who can write the journal's file and knows how hashes are made: after a change, every hash that follows from it is made anew.</summary>
internal static class Forgery
{
    /// <summary>Gives an event another payload and makes all hashes of events hold again.</summary>
    public static async Task Rewrite(JournalFolder folder, string entity, long sequenceNr)
    {
        var previous = HashChain.Origin.ToArray();
        foreach (var stored in (await Events(folder)).Where(stored => stored.PersistenceId == entity))
        {
            var payload = stored.SequenceNr == sequenceNr ? """{"number":999}"""u8.ToArray() : stored.Payload.ToArray();
            var forged = stored with { Payload = payload, PayloadHash = HashChain.Payload(payload) };
            previous = HashChain.Event(previous, forged);
            folder.Change($"UPDATE event SET payload = {Blob(payload)}, payload_hash = {Blob(forged.PayloadHash.Span)}, hash = {Blob(previous)} WHERE persistence_id = '{entity}' AND sequence_nr = {stored.SequenceNr}");
        }
    }

    /// <summary>Makes all checkpoints hold again but for their signatures, which only a key can make; signs them with <paramref name="key"/> if there is one.</summary>
    public static async Task RewriteCheckpoints(JournalFolder folder, ECDsa? key = null)
    {
        var running = (await Events(folder)).GroupBy(stored => stored.Shard).ToDictionary(shard => shard.Key, Running);
        var keyId = key is null ? null : CheckpointKey.IdOf(key.ExportSubjectPublicKeyInfo());
        var previous = HashChain.Origin;
        foreach (var old in await Checkpoints(folder))
        {
            var heads = old.Heads.ToDictionary(head => head.Key, head => new ShardHead(head.Value.Ordinal, running[head.Key][(int)head.Value.Ordinal - 1]));
            var forged = old with { Previous = previous, Heads = heads, KeyId = keyId ?? old.KeyId };
            var content = forged.Content();
            var signature = key is null ? old.Signature.ToArray() : key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            previous = SHA256.HashData(content);
            folder.Change($"UPDATE checkpoint SET previous = {Blob(forged.Previous.Span)}, key_id = '{forged.KeyId}', hash = {Blob(previous.Span)}, signature = {Blob(signature)} WHERE number = {old.Number}");
            foreach (var (shard, head) in heads)
                folder.Change($"UPDATE checkpoint_head SET running = {Blob(head.Running.Span)} WHERE checkpoint = {old.Number} AND shard = {shard}");
        }
    }

    /// <summary>Puts a key in the place of the journal's own.</summary>
    public static void ExchangeKey(JournalFolder folder, ECDsa key)
    {
        var publicKey = key.ExportSubjectPublicKeyInfo();
        folder.Change($"UPDATE checkpoint_key SET id = '{CheckpointKey.IdOf(publicKey)}', public_key = {Blob(publicKey)}");
    }

    /// <summary>Adds a key that says that the journal's own endorses it.</summary>
    public static void AddKey(JournalFolder folder, ECDsa key)
    {
        var publicKey = key.ExportSubjectPublicKeyInfo();
        folder.Change($"INSERT INTO checkpoint_key (id, public_key, endorsed_by, endorsement) SELECT '{CheckpointKey.IdOf(publicKey)}', {Blob(publicKey)}, id, x'3006020101020101' FROM checkpoint_key");
    }

    private static async Task<List<StoredEvent>> Events(JournalFolder folder) =>
        [.. (await Records(folder)).OfType<JournalRecord.OfEvent>().Select(record => record.Event)];

    private static async Task<List<Checkpoint>> Checkpoints(JournalFolder folder) =>
        [.. (await Records(folder)).OfType<JournalRecord.OfCheckpoint>().Select(record => record.Checkpoint)];

    private static async Task<List<JournalRecord>> Records(JournalFolder folder)
    {
        await using var journal = SqliteJournal.OpenReadOnly(folder.Path);
        return await journal.Records().All();
    }

    private static List<byte[]> Running(IEnumerable<StoredEvent> shard)
    {
        var running = new List<byte[]>();
        foreach (var stored in shard) running.Add(HashChain.Running(running.Count == 0 ? HashChain.Origin.Span : running[^1], stored.Hash.Span));
        return running;
    }

    private static string Blob(ReadOnlySpan<byte> bytes) => $"x'{Convert.ToHexString(bytes)}'";
}
