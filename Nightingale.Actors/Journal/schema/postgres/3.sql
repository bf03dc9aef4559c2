-- What a node tells of itself with each renewal. It is no news: nobody waits for it.
ALTER TABLE node
    ADD COLUMN renewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN entities integer NOT NULL DEFAULT 0, -- in its memory
    ADD COLUMN runs integer NOT NULL DEFAULT 0, -- of Terraform, in progress
    ADD COLUMN events_seen bigint NOT NULL DEFAULT 0; -- of all shards, by its lists
