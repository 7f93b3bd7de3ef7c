-- The register of a state: what its three signed documents are made of, and what only the authority knows (groups).
-- An object's content is the entry of the document as it is published; the document's own schema is the only one.
CREATE TABLE document (
  kind text PRIMARY KEY CHECK (kind IN ('trust', 'registry', 'agreements', 'local')),
  -- One more with each change that was applied to the register; what was published last, and the version in the file.
  revision bigint NOT NULL DEFAULT 0,
  published_revision bigint NOT NULL DEFAULT 0,
  published_version bigint NOT NULL DEFAULT 0,
  CHECK (published_revision <= revision)
);
INSERT INTO document (kind) VALUES ('trust'), ('registry'), ('agreements'), ('local');

CREATE TABLE item (
  kind text NOT NULL,
  id text NOT NULL,
  document text NOT NULL REFERENCES document,
  -- A service without its system, or a system without its member, cannot be committed.
  parent_kind text,
  parent_id text,
  content jsonb NOT NULL,
  -- Of the document, when this object was changed last.
  revision bigint NOT NULL,
  PRIMARY KEY (kind, id),
  CHECK ((parent_kind IS NULL) = (parent_id IS NULL)),
  FOREIGN KEY (parent_kind, parent_id) REFERENCES item (kind, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX item_document ON item (document, kind, id);
CREATE INDEX item_parent ON item (parent_kind, parent_id) WHERE parent_kind IS NOT NULL;

-- Every row that was ever there. The trigger writes it, so no path around it exists.
CREATE TABLE item_history (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL,
  id text NOT NULL,
  -- What it became; null: taken out.
  content jsonb,
  revision bigint,
  -- Request that did it; null: read from the published directory.
  request bigint
);
CREATE INDEX item_history_object ON item_history (kind, id, number);

CREATE FUNCTION keep_item_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO item_history (kind, id, content, revision, request) VALUES (
    COALESCE(NEW.kind, OLD.kind), COALESCE(NEW.id, OLD.id), NEW.content, NEW.revision,
    NULLIF(current_setting('rabt.request', true), '')::bigint
  );
  RETURN NULL;
END $$;
CREATE TRIGGER item_keeps_history AFTER INSERT OR UPDATE OR DELETE ON item
  FOR EACH ROW EXECUTE FUNCTION keep_item_history();

-- What was published, by the version that the signed document bears.
CREATE TABLE publication (
  kind text NOT NULL REFERENCES document,
  version bigint NOT NULL,
  revision bigint NOT NULL,
  -- Of the content without its head (format, state, version, date): SHA-256.
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  at timestamptz NOT NULL,
  -- false: another hand signed it with this state's key (a ceremony, or a thief).
  own boolean NOT NULL,
  PRIMARY KEY (kind, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER history_rows_stay BEFORE UPDATE OR DELETE ON item_history FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_stays BEFORE TRUNCATE ON item_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER publication_rows_stay BEFORE UPDATE OR DELETE ON publication FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER publication_stays BEFORE TRUNCATE ON publication FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE item ENABLE ALWAYS TRIGGER item_keeps_history;
ALTER TABLE item_history ENABLE ALWAYS TRIGGER history_rows_stay;
ALTER TABLE item_history ENABLE ALWAYS TRIGGER history_stays;
ALTER TABLE publication ENABLE ALWAYS TRIGGER publication_rows_stay;
ALTER TABLE publication ENABLE ALWAYS TRIGGER publication_stays;
