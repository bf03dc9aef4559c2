-- People who may sign in, and the browsers that they are signed in with: JSON records without a secret in clear, each changed only by who knows its version.
CREATE TABLE person (
    key text COLLATE "C" PRIMARY KEY, -- the name
    version bigint NOT NULL,
    format integer NOT NULL,
    record text NOT NULL
);

CREATE TABLE session (
    key text COLLATE "C" PRIMARY KEY, -- the id, which is no secret
    version bigint NOT NULL,
    format integer NOT NULL,
    record text NOT NULL
);

-- Nodes hear of both at once. That a session was used is no news.
CREATE TRIGGER person_changed AFTER INSERT OR DELETE OR UPDATE ON person FOR EACH ROW EXECUTE FUNCTION cluster_changed();
CREATE TRIGGER session_changed AFTER INSERT OR DELETE ON session FOR EACH ROW EXECUTE FUNCTION cluster_changed();
