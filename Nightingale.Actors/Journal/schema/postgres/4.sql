-- Bearer tokens, good on every node: hashes, never secrets. One that was revoked stays on record.
CREATE TABLE token (
    id text COLLATE "C" PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    accounts text[] NOT NULL,
    hash text COLLATE "C" NOT NULL UNIQUE, -- SHA-256 of the secret in hexadecimal digits
    created_at timestamptz NOT NULL,
    created_by text COLLATE "C" NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);

-- What can be launched, and what it costs: every version that ever held, of which the highest holds now.
CREATE TABLE configuration (
    name text COLLATE "C" NOT NULL, -- sizes or prices
    version bigint NOT NULL,
    content text NOT NULL, -- the file as an operator wrote it
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    by text NOT NULL DEFAULT session_user, -- the database's user who set it
    PRIMARY KEY (name, version)
);

-- Nodes hear of both at once, as they hear of each other. That a token was used is no news.
CREATE TRIGGER token_changed AFTER INSERT OR DELETE OR UPDATE OF revoked_at ON token FOR EACH STATEMENT EXECUTE FUNCTION cluster_changed();
CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON configuration FOR EACH STATEMENT EXECUTE FUNCTION cluster_changed();

-- Verification goes from checkpoint to checkpoint.
CREATE INDEX checkpoint_head_of_checkpoint ON checkpoint_head (checkpoint);
