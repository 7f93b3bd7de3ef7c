-- How far the harvest of each state has come, what each page brought, and what was refused.
CREATE TABLE harvest_state (
  state text PRIMARY KEY,
  -- where the next question begins; null: at the beginning
  cursor text,
  -- of the last answer to the question with this cursor
  etag text,
  run bigint NOT NULL DEFAULT 1,
  -- this run began at the beginning: what it does not meet is gone
  run_full boolean NOT NULL DEFAULT true,
  run_pages int NOT NULL DEFAULT 0,
  asked timestamptz,
  -- the end of the list was reached: everything shown is as the state says
  confirmed timestamptz,
  -- the same, of a run from the beginning
  full_confirmed timestamptz,
  failures int NOT NULL DEFAULT 0,
  retry_at timestamptz,
  failed_since timestamptz,
  failed_code text,
  failed_side text,
  failed_detail text
);

-- Cursors that a run has had: one that comes again is a circle.
CREATE TABLE harvest_cursor (
  state text NOT NULL,
  run bigint NOT NULL,
  cursor text NOT NULL,
  PRIMARY KEY (state, run, cursor)
);

-- A page that brought something: the proof behind whatever came with it.
CREATE TABLE harvest_page (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state text NOT NULL,
  run bigint NOT NULL,
  at timestamptz NOT NULL,
  request_id uuid NOT NULL UNIQUE,
  request_hash text,
  after_cursor text,
  next_cursor text NOT NULL,
  -- SHA-256 (hex) and length of the answer's body
  digest text NOT NULL,
  bytes int NOT NULL,
  -- [{"id", "digest"}]; digest null: removed
  items jsonb NOT NULL,
  -- deflated
  body bytea NOT NULL,
  -- the bundle (docs/spec/evidence.md), deflated; fetched after the page
  evidence bytea,
  evidence_state text NOT NULL DEFAULT 'wanted' CHECK (evidence_state IN ('wanted', 'verified', 'refused')),
  evidence_at timestamptz,
  evidence_tries int NOT NULL DEFAULT 0,
  -- what it proves and what not, as codes; or why it was refused
  evidence_report jsonb
);
CREATE INDEX harvest_page_wanted ON harvest_page (id) WHERE evidence_state = 'wanted';

-- In which run a record was met last.
CREATE TABLE harvest_met (
  id text PRIMARY KEY,
  state text NOT NULL,
  run bigint NOT NULL
);
CREATE INDEX harvest_met_state ON harvest_met (state, run);

-- Items that are not shown, with the reason (docs/spec/portal-feed.md §5).
CREATE TABLE quarantine (
  state text NOT NULL,
  -- the record's name where it has one, else `?` and the digest of the item
  key text NOT NULL,
  page bigint NOT NULL REFERENCES harvest_page (id),
  position int NOT NULL,
  run bigint NOT NULL,
  reason text NOT NULL,
  side text NOT NULL,
  detail text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (state, key)
);

-- Files of records, stored once.
CREATE TABLE harvest_file (
  sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  format text NOT NULL,
  content bytea NOT NULL,
  state text NOT NULL,
  request_id uuid,
  at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON harvest_state, harvest_cursor, harvest_page, harvest_met, quarantine, harvest_file TO portal_worker;
GRANT SELECT ON harvest_state, harvest_page, harvest_file TO portal_public, portal_staff;
-- What was refused is shown to nobody but the state's own staff.
GRANT SELECT ON quarantine TO portal_staff;
ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON quarantine TO portal_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON quarantine FOR SELECT TO portal_staff USING (state = current_setting('app.tenant', true));
