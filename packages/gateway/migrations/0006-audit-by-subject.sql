-- An act that is repeated until all of it is done is recorded once: that row is looked for by its subject. By its hash, so that no subject is
-- too long for it.
CREATE INDEX audit_subject ON audit USING hash (subject);
