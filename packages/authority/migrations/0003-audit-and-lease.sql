-- Every act, chained: hash = SHA-256('rabt-audit/1' || 0x00 || hash before || record). src/audit/chain.ts
CREATE TABLE audit (
  id bigint PRIMARY KEY,
  -- JSON of {id, at, actor, action, subject, details}, verbatim as it was hashed.
  record text NOT NULL,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_rows_stay;
ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_stays;

-- What a place with the federation's online keys knows to be published, by whomever: on an older copy of the repository it
-- signs nothing below that. One row; whoever publishes here holds its lock meanwhile. src/publish/lock.ts
CREATE TABLE writer (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  timestamp bigint NOT NULL,
  snapshot bigint NOT NULL,
  -- Key that signed that timestamp, and when.
  signer text NOT NULL,
  signed timestamptz NOT NULL,
  -- When most of the other copies were reached last.
  confirmed timestamptz NOT NULL
);
INSERT INTO writer (timestamp, snapshot, signer, signed, confirmed) VALUES (0, 0, '', 'epoch', 'epoch');

-- Documents that this authority was about to publish, told before the first byte is written: what is then found in the
-- directory is known for its own, though the publication itself was never noted. Gone with the next one that is noted.
-- It names no row of `document`, which another transaction holds meanwhile. src/publish/intent.ts
CREATE TABLE publication_intent (
  kind text NOT NULL,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  -- What the register was when the document was made of it.
  revision bigint NOT NULL,
  PRIMARY KEY (kind, digest)
);
