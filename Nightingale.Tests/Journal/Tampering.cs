using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>
/// Ways of changing the past, as SQL against the history of <see cref="JournalFolder.WriteHistory"/>: with the first bad event (persistence id, sequence number,
/// shard, ordinal) and a part of what is to be said of it.
/// </summary>
internal static class Tampering
{
    private const string A3 = "WHERE persistence_id = 'a' AND sequence_nr = 3";
    private const string Columns = "persistence_id, sequence_nr, shard, ordinal, epoch, at, manifest, payload, principal, command_key, payload_hash, hash";

    /// <summary>Values in an event.</summary>
    public static IEnumerable<TestCaseData> OfValues()
    {
        yield return Case("a payload", $"UPDATE event SET payload = '{{}}' {A3}", "a", 3, 7, 5, "its payload was changed");
        yield return Case("a payload with its hash", $"UPDATE event SET payload = '{{}}', payload_hash = x'44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A' {A3}", "a", 3, 7, 5, "its hash does not hold");
        yield return Case("a payload emptied", $"UPDATE event SET payload = x'' {A3}", "a", 3, 7, 5, "no retention removed it");
        yield return Case("who did it", $"UPDATE event SET principal = 'user:mallory' {A3}", "a", 3, 7, 5, "its hash does not hold");
        yield return Case("when", $"UPDATE event SET at = at + 1 {A3}", "a", 3, 7, 5, "its hash does not hold");
        yield return Case("a time that cannot be", $"UPDATE event SET at = 9223372036854775807 {A3}", null, null, null, null, "Event 3 of a (shard 7, ordinal 5) is not readable");
        yield return Case("what kind it was", $"UPDATE event SET manifest = 'thing.happened.v2' {A3}", "a", 3, 7, 5, "its hash does not hold");
        yield return Case("the command key", "UPDATE event SET command_key = NULL WHERE persistence_id = 'a' AND sequence_nr = 2", "a", 2, 7, 3, "its hash does not hold");
        yield return Case("the epoch", $"UPDATE event SET epoch = 9 {A3}", "a", 3, 7, 5, "its hash does not hold");
    }

    /// <summary>Events removed, inserted and moved.</summary>
    public static IEnumerable<TestCaseData> OfOrder()
    {
        yield return Case("the shard", "UPDATE event SET shard = 9, ordinal = 1 WHERE persistence_id = 'c' AND sequence_nr = 3", null, null, 8, 3, "this event is missing, up to where checkpoint 2 was signed");
        yield return Case("an event removed", "DELETE FROM event WHERE persistence_id = 'b' AND sequence_nr = 2", "b", 2, 7, 4, "this event is missing");
        yield return Case("an event removed that was its entity's last", "DELETE FROM event WHERE persistence_id = 'b' AND sequence_nr = 3", null, null, 7, 6, "this event is missing");
        yield return Case("an event removed and the gap closed", "DELETE FROM event WHERE shard = 7 AND ordinal = 4; UPDATE event SET ordinal = ordinal - 1 WHERE shard = 7 AND ordinal > 4", "a", 3, 7, 4, "its hash does not hold");
        yield return Case("the tail cut off", "DELETE FROM event WHERE shard = 7 AND ordinal > 5", null, null, 7, 6, "the events of ordinals 6 to 7 are missing, up to where checkpoint 2 was signed");
        yield return Case("an event inserted at the end", Insert("'a', 5, 7, 8"), "a", 5, 7, 8, "its hash does not hold");
        yield return Case("an event inserted between others", "UPDATE event SET ordinal = -ordinal WHERE shard = 7 AND ordinal > 4; UPDATE event SET ordinal = 1 - ordinal WHERE ordinal < 0; " + Insert("'d', 1, 7, 5"), "d", 1, 7, 5, "its hash does not hold");
        yield return Case("an event inserted below the first", Insert("'d', 1, 7, 0"), "d", 1, 7, 0, "it stands after ordinal 0");
        yield return Case("an event inserted into a shard that cannot be", Insert("'d', 1, 300, 1"), "d", 1, 300, 1, "its hash does not hold");
        yield return Case("two events swapped", Swap("ordinal"), "a", 3, 7, 4, "its hash does not hold");
        yield return Case("two events of an entity swapped", "UPDATE event SET sequence_nr = -sequence_nr WHERE persistence_id = 'a' AND sequence_nr > 2; UPDATE event SET sequence_nr = 7 + sequence_nr WHERE sequence_nr < 0", "a", 4, 7, 5, "what was between them is missing, or stands elsewhere");
        yield return Case("two payloads swapped", Swap("payload"), "b", 2, 7, 4, "its payload was changed");
    }

    /// <summary>Checkpoints and keys.</summary>
    public static IEnumerable<TestCaseData> OfCheckpoints()
    {
        yield return Case("a checkpoint's time", "UPDATE checkpoint SET at = at + 1 WHERE number = 1", null, null, null, null, "Checkpoint 1 was rewritten");
        yield return Case("a checkpoint's head", "UPDATE checkpoint_head SET ordinal = 2 WHERE checkpoint = 1 AND shard = 7", null, null, null, null, "Checkpoint 1 was rewritten");
        yield return Case("a checkpoint's hash", "UPDATE checkpoint SET hash = x'00' WHERE number = 1", null, null, null, null, "Checkpoint 1 was rewritten");
        yield return Case("a checkpoint removed", "DELETE FROM checkpoint WHERE number = 1; DELETE FROM checkpoint_head WHERE checkpoint = 1", null, null, null, null, "Checkpoint 2 follows checkpoint 0");
        yield return Case("a key exchanged", "UPDATE checkpoint_key SET id = '0123456789abcdef'", null, null, null, null, "Key 0123456789abcdef is another key than its name says");
    }

    private static TestCaseData Case(string name, string sql, string? entity, long? sequenceNr, int? shard, long? ordinal, string what) =>
        new TestCaseData(sql, entity, sequenceNr, shard, ordinal, what).SetArgDisplayNames(name);

    private static string Insert(string place) =>
        $"INSERT INTO event ({Columns}) SELECT {place}, epoch, at, manifest, payload, principal, command_key, payload_hash, hash FROM event WHERE persistence_id = 'a' AND sequence_nr = 4";

    private static string Swap(string column) => $"""
        CREATE TEMP TABLE kept AS SELECT ordinal AS place, {column} AS value FROM event WHERE shard = 7 AND ordinal IN (4, 5);
        CREATE TEMP TABLE moved AS SELECT persistence_id AS id, sequence_nr AS number, (SELECT value FROM kept WHERE place <> event.ordinal) AS value FROM event WHERE shard = 7 AND ordinal IN (4, 5);
        UPDATE event SET ordinal = ordinal + CASE '{column}' WHEN 'ordinal' THEN 100 ELSE 0 END WHERE (persistence_id, sequence_nr) IN (SELECT id, number FROM moved);
        UPDATE event SET {column} = (SELECT value FROM moved WHERE id = persistence_id AND number = sequence_nr) WHERE (persistence_id, sequence_nr) IN (SELECT id, number FROM moved);
        """;
}
