-- Named people of the authority. Tokens are known by their digest alone; several may belong to one person.
CREATE TABLE person (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9.-]{1,63}$'),
  name jsonb NOT NULL,
  roles text[] NOT NULL,
  active boolean NOT NULL DEFAULT true
);
CREATE TABLE token (
  digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  person text NOT NULL REFERENCES person,
  label text NOT NULL,
  created timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  ended timestamptz
);

-- Change requests. Their states and who may move them: src/requests/machine.ts.
CREATE TABLE request (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  state text NOT NULL,
  document text REFERENCES document,
  content jsonb NOT NULL,
  -- SHA-256 of what is decided on (src/requests/digest.ts): who approves names it.
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  -- Objects that it touches, with the revision of each when it was asked for; null: not there.
  base jsonb NOT NULL,
  decision text,
  reason text NOT NULL,
  asked_by text NOT NULL REFERENCES person,
  asked_at timestamptz NOT NULL,
  -- Until when it must be decided, or, at once in force, confirmed.
  due timestamptz,
  decided_by text REFERENCES person,
  decided_at timestamptz,
  comment text,
  -- Revision of the document that holds its effect.
  revision bigint,
  published_at timestamptz,
  -- What takes back an act that nobody confirmed.
  undo jsonb,
  -- Four eyes, once more where no code can forget them.
  CHECK (decided_by <> asked_by),
  CHECK (decided_by IS NOT NULL OR state NOT IN ('applied', 'done', 'rejected', 'confirmed', 'lifted'))
);
CREATE INDEX request_open ON request (state, due);

-- The moves of src/requests/machine.ts (a test compares). What is asked for never changes, and an end is an end.
CREATE TABLE request_move (before text NOT NULL, after text NOT NULL, PRIMARY KEY (before, after));
INSERT INTO request_move VALUES
  ('open', 'applied'), ('open', 'rejected'), ('open', 'withdrawn'), ('open', 'expired'), ('open', 'superseded'),
  ('applied', 'done'), ('applied', 'superseded'),
  ('provisional', 'confirmed'), ('provisional', 'lifted'), ('provisional', 'lapsed');

CREATE FUNCTION keep_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.kind, NEW.document, NEW.content, NEW.digest, NEW.base, NEW.decision, NEW.reason, NEW.asked_by, NEW.asked_at)
    IS DISTINCT FROM
    (OLD.id, OLD.kind, OLD.document, OLD.content, OLD.digest, OLD.base, OLD.decision, OLD.reason, OLD.asked_by, OLD.asked_at)
    OR (OLD.decided_by IS NOT NULL AND NEW.decided_by IS DISTINCT FROM OLD.decided_by)
  THEN
    RAISE EXCEPTION 'request %: what was asked for and who decided stay', OLD.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state
    AND NOT EXISTS (SELECT 1 FROM request_move m WHERE m.before = OLD.state AND m.after = NEW.state)
  THEN
    RAISE EXCEPTION 'request %: % does not become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER request_keeps BEFORE UPDATE ON request FOR EACH ROW EXECUTE FUNCTION keep_request();
CREATE TRIGGER request_rows_stay BEFORE DELETE ON request FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER requests_stay BEFORE TRUNCATE ON request FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE request ENABLE ALWAYS TRIGGER request_keeps;
ALTER TABLE request ENABLE ALWAYS TRIGGER request_rows_stay;
ALTER TABLE request ENABLE ALWAYS TRIGGER requests_stay;

CREATE TABLE request_step (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request bigint NOT NULL REFERENCES request,
  event text NOT NULL,
  before text,
  after text NOT NULL,
  -- Null: the clock, or the authority itself.
  person text REFERENCES person,
  at timestamptz NOT NULL,
  comment text
);
CREATE INDEX request_step_request ON request_step (request, number);
CREATE TRIGGER step_rows_stay BEFORE UPDATE OR DELETE ON request_step FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER steps_stay BEFORE TRUNCATE ON request_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE request_step ENABLE ALWAYS TRIGGER step_rows_stay;
ALTER TABLE request_step ENABLE ALWAYS TRIGGER steps_stay;
