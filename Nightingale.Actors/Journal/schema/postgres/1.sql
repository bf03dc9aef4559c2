-- A node that lives, by the database's clock. Its id is another with each start, so whoever was buried never comes back.
CREATE TABLE node (
    id text COLLATE "C" PRIMARY KEY,
    address text NOT NULL, -- where other nodes reach it
    expires_at timestamptz NOT NULL,
    draining boolean NOT NULL DEFAULT false
);

-- The right to write a shard. Taking it locks the row FOR UPDATE and raises the epoch; every append locks it FOR SHARE and checks the epoch.
CREATE TABLE lease (
    shard integer PRIMARY KEY CHECK (shard BETWEEN 0 AND 255),
    epoch bigint NOT NULL,
    owner text COLLATE "C" -- the node; null: free
);

INSERT INTO lease (shard, epoch) SELECT shard, 0 FROM generate_series(0, 255) AS shard;

CREATE TABLE event (
    persistence_id text COLLATE "C" NOT NULL,
    sequence_nr bigint NOT NULL,
    shard integer NOT NULL,
    ordinal bigint NOT NULL,
    epoch bigint NOT NULL,
    at bigint NOT NULL, -- milliseconds since 1970, UTC
    manifest text COLLATE "C" NOT NULL,
    payload bytea NOT NULL, -- JSON in UTF-8; empty once removed by retention
    principal text COLLATE "C" NOT NULL,
    command_key text COLLATE "C",
    payload_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (persistence_id, sequence_nr),
    UNIQUE (shard, ordinal)
);

-- What is known of an entity beyond its events.
CREATE TABLE entity (
    persistence_id text COLLATE "C" PRIMARY KEY,
    shard integer NOT NULL,
    owes_work boolean NOT NULL
);

CREATE INDEX entity_remembered ON entity (shard) WHERE owes_work;

-- A cache of states: losing a row costs time, never data.
CREATE TABLE snapshot (
    persistence_id text COLLATE "C" PRIMARY KEY,
    sequence_nr bigint NOT NULL,
    manifest text COLLATE "C" NOT NULL,
    payload bytea NOT NULL,
    checksum bytea NOT NULL
);

-- A signed statement of where the shards stand.
CREATE TABLE checkpoint (
    number bigint PRIMARY KEY,
    at bigint NOT NULL, -- milliseconds since 1970, UTC
    previous bytea NOT NULL, -- the hash of the checkpoint before it
    key_id text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    signature bytea NOT NULL
);

-- The shards that moved since the checkpoint before.
CREATE TABLE checkpoint_head (
    checkpoint bigint NOT NULL,
    shard integer NOT NULL,
    ordinal bigint NOT NULL,
    running bytea NOT NULL,
    PRIMARY KEY (shard, checkpoint)
);

-- The public keys of all checkpoints, each endorsed by the one before it.
CREATE TABLE checkpoint_key (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    public_key bytea NOT NULL, -- SubjectPublicKeyInfo
    endorsed_by text COLLATE "C",
    endorsement bytea
);
