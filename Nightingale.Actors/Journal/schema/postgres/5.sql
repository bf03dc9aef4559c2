-- Read models as tables. Of each the rows of one generation are read; a rebuild fills another beside it, which then takes its place.
CREATE SEQUENCE projection_generation;

CREATE TABLE projection (
    name text COLLATE "C" PRIMARY KEY, -- with the version of its rows' shape, so that two releases can run side by side
    generation bigint NOT NULL DEFAULT nextval('projection_generation')
);

-- Up to which ordinal of each shard a generation has every event. Whoever adds rows locks it first, and moves it in the same transaction.
CREATE TABLE projection_offset (
    projection text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    shard integer NOT NULL,
    ordinal bigint NOT NULL,
    PRIMARY KEY (generation, shard)
) WITH (fillfactor = 50);

CREATE TABLE instance_row (
    generation bigint NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    account text COLLATE "C" NOT NULL,
    phase text COLLATE "C" NOT NULL,
    gone boolean NOT NULL,
    created_at bigint NOT NULL, -- milliseconds since 1970, UTC
    state bytea NOT NULL, -- JSON in UTF-8
    PRIMARY KEY (generation, id)
);

CREATE INDEX instance_row_place ON instance_row (generation, gone, created_at, id);
CREATE INDEX instance_row_of_account ON instance_row (generation, gone, account, created_at, id);

-- What the bill knows of an account: all that it is charged is in this currency.
CREATE TABLE bill_account (
    generation bigint NOT NULL,
    persistence_id text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    PRIMARY KEY (generation, persistence_id)
);

CREATE TABLE bill_day (
    generation bigint NOT NULL,
    account text COLLATE "C" NOT NULL,
    day date NOT NULL,
    instance text COLLATE "C" NOT NULL,
    ran interval NOT NULL,
    amount numeric NOT NULL,
    currency text COLLATE "C" NOT NULL,
    PRIMARY KEY (generation, account, day, instance)
);

CREATE TABLE bill_instance (
    generation bigint NOT NULL,
    instance text COLLATE "C" NOT NULL,
    amount numeric NOT NULL,
    currency text COLLATE "C" NOT NULL,
    as_of timestamptz NOT NULL,
    PRIMARY KEY (generation, instance)
);
