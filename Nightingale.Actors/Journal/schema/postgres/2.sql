-- Nodes hear of each other at once: of one that comes, goes or drains, and of shards that change hands. A renewal is no news.
CREATE FUNCTION cluster_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('nightingale_cluster', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER node_changed AFTER INSERT OR DELETE OR UPDATE OF draining ON node FOR EACH STATEMENT EXECUTE FUNCTION cluster_changed();
CREATE TRIGGER lease_changed AFTER UPDATE ON lease FOR EACH STATEMENT EXECUTE FUNCTION cluster_changed();

-- What Terraform knows of an instance, encrypted. A run writes under the lease of the instance's shard: one of a node that lost it is refused.
CREATE TABLE terraform_state (
    instance text COLLATE "C" PRIMARY KEY,
    run bigint NOT NULL,
    sealed bytea NOT NULL
);
