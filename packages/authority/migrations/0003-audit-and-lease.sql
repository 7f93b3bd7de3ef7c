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

-- Who may write with the federation's online keys. One row; whoever publishes holds its lock meanwhile.
CREATE TABLE writer_lease (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  site text NOT NULL,
  -- One more with each change of hands.
  epoch bigint NOT NULL,
  since timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  -- Of the decision that let it be taken over before it expired.
  decision text
);
