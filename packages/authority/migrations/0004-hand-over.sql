-- The role's metadata that listed a published document: what is signed anew goes on above it, also on an older copy.
ALTER TABLE publication ADD COLUMN role text, ADD COLUMN role_version bigint;

-- Documents that were seen under a version that had been noted with another one: the state's key signed both. src/publish/follow.ts
CREATE TABLE directory_fork (
  kind text NOT NULL REFERENCES document,
  version bigint NOT NULL,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  at timestamptz NOT NULL,
  PRIMARY KEY (kind, version, digest)
);
CREATE TRIGGER forks_stay BEFORE UPDATE OR DELETE ON directory_fork FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE directory_fork ENABLE ALWAYS TRIGGER forks_stay;
