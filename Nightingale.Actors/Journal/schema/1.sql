-- An event. Its rowid is the order of commits on this node and means nothing to anyone else.
CREATE TABLE event (
    persistence_id TEXT NOT NULL,
    sequence_nr INTEGER NOT NULL,
    shard INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    at INTEGER NOT NULL, -- milliseconds since 1970, UTC
    manifest TEXT NOT NULL,
    payload BLOB NOT NULL, -- JSON in UTF-8; empty once removed by retention
    principal TEXT NOT NULL,
    command_key TEXT,
    payload_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (persistence_id, sequence_nr),
    UNIQUE (shard, ordinal)
);

-- What is known of an entity beyond its events.
CREATE TABLE entity (
    persistence_id TEXT PRIMARY KEY,
    shard INTEGER NOT NULL,
    owes_work INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX entity_remembered ON entity (shard) WHERE owes_work = 1;

-- A cache of states: losing a row costs time, never data.
CREATE TABLE snapshot (
    persistence_id TEXT PRIMARY KEY,
    sequence_nr INTEGER NOT NULL,
    manifest TEXT NOT NULL,
    payload BLOB NOT NULL,
    checksum BLOB NOT NULL
);

-- The one epoch of all shards in this folder, raised whenever a node opens it for writing.
CREATE TABLE epoch (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    value INTEGER NOT NULL
);

INSERT INTO epoch (only, value) VALUES (1, 0);

-- A signed statement of where the shards stand.
CREATE TABLE checkpoint (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, -- milliseconds since 1970, UTC
    previous BLOB NOT NULL, -- the hash of the checkpoint before it
    key_id TEXT NOT NULL,
    hash BLOB NOT NULL,
    signature BLOB NOT NULL
);

-- The shards that moved since the checkpoint before.
CREATE TABLE checkpoint_head (
    checkpoint INTEGER NOT NULL,
    shard INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    running BLOB NOT NULL,
    PRIMARY KEY (checkpoint, shard)
) WITHOUT ROWID;

CREATE INDEX checkpoint_head_of_shard ON checkpoint_head (shard, checkpoint);

-- The public keys of all checkpoints, each endorsed by the one before it.
CREATE TABLE checkpoint_key (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL, -- SubjectPublicKeyInfo
    endorsed_by TEXT,
    endorsement BLOB
);
