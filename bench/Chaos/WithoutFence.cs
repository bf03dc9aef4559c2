using Nightingale.Bench.Chaos.Machines;

namespace Nightingale.Bench.Chaos;

/// <summary>
/// The control: takes from the database what the fence relies on. The epoch of a shard no longer rises when it is taken over, so that no append is ever
/// of an older one, and two events may stand in one place. Nodes know nothing of it.
/// </summary>
internal static class WithoutFence
{
    public static Task Make(Database database, CancellationToken cancel) => database.Execute(
        """
        CREATE FUNCTION epoch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.epoch := OLD.epoch;
            RETURN NEW;
        END
        $$;
        CREATE TRIGGER epoch_stays BEFORE UPDATE ON lease FOR EACH ROW EXECUTE FUNCTION epoch_stays();
        ALTER TABLE event DROP CONSTRAINT event_pkey, DROP CONSTRAINT event_shard_ordinal_key;
        CREATE INDEX event_place ON event (persistence_id, sequence_nr);
        CREATE INDEX event_ordinal ON event (shard, ordinal);
        """,
        cancel);
}
