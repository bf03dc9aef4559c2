-- Only what changed is news. Triggers for each statement also fire when it changes no row, and each look for the dead was such a statement: every look woke
-- every node, which then looked. Within one transaction the same news are told once, however many rows it changed.
DROP TRIGGER node_changed ON node;
DROP TRIGGER lease_changed ON lease;
DROP TRIGGER token_changed ON token;
DROP TRIGGER configuration_changed ON configuration;
CREATE TRIGGER node_changed AFTER INSERT OR DELETE OR UPDATE OF draining ON node FOR EACH ROW EXECUTE FUNCTION cluster_changed();
CREATE TRIGGER lease_changed AFTER UPDATE ON lease FOR EACH ROW EXECUTE FUNCTION cluster_changed();
CREATE TRIGGER token_changed AFTER INSERT OR DELETE OR UPDATE OF revoked_at ON token FOR EACH ROW EXECUTE FUNCTION cluster_changed();
CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON configuration FOR EACH ROW EXECUTE FUNCTION cluster_changed();
