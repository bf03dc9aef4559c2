-- Who may do what with each account, as a read model.
CREATE TABLE account_rights (
    generation bigint NOT NULL,
    account text COLLATE "C" NOT NULL,
    rights bytea NOT NULL, -- JSON in UTF-8
    PRIMARY KEY (generation, account)
);

-- A token that may read and change nothing.
ALTER TABLE token ADD COLUMN read_only boolean NOT NULL DEFAULT false;
ALTER TABLE token ADD COLUMN label text;

-- Every attempt to use the API on any node. Each node's own file is the first record; this is where auditors ask.
CREATE TABLE access (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    node text COLLATE "C" NOT NULL,
    principal text COLLATE "C",
    token text COLLATE "C",
    address text COLLATE "C",
    method text COLLATE "C" NOT NULL,
    path text COLLATE "C" NOT NULL,
    operation text COLLATE "C",
    status integer NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    trace_id text COLLATE "C" NOT NULL
);

CREATE INDEX access_place ON access (at, id);
CREATE INDEX access_of_principal ON access (principal, at, id);

-- Up to where each node's file is in the table: the number of the file, and the byte.
CREATE TABLE access_mark (
    node text COLLATE "C" PRIMARY KEY,
    file integer NOT NULL,
    place bigint NOT NULL
);
