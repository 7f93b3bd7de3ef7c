-- Signed revocations that are in force here (docs/spec/revocation.md §4): kept before their arrival is acknowledged, so that a start
-- without any peer goes by them. A row goes when the directory accounts for it or it has expired.
CREATE TABLE revocation (
  -- SHA-256 of the document: one that comes again, by another peer, is the same.
  digest bytea PRIMARY KEY CHECK (length(digest) = 32),
  -- The role whose key signed it, as the directory said when it came: the key may be another by now.
  role text NOT NULL,
  -- As it was signed.
  document bytea NOT NULL,
  -- The gateway that told of it; null: given by the operator.
  peer text,
  received timestamptz NOT NULL DEFAULT now()
);
