-- Holds the leases of some shards until the transaction ends, in the order of shards, so that no two transactions wait for each other. When one of them is held
-- under another epoch by now, the transaction fails and stores nothing: so a node that knows where its shards end appends in one round trip, of which this is the last
-- statement.
CREATE FUNCTION hold_leases(shards integer[], epochs bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held integer;
BEGIN
    PERFORM FROM lease JOIN unnest(shards, epochs) AS known (shard, epoch) USING (shard, epoch) ORDER BY lease.shard FOR SHARE OF lease;
    GET DIAGNOSTICS held = ROW_COUNT;
    IF held <> cardinality(shards) THEN
        RAISE EXCEPTION 'a lease is held under another epoch' USING ERRCODE = 'NG001';
    END IF;
END
$$;
