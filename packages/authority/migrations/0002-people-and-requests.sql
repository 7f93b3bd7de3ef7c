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
  -- The date that the exact bytes to sign offline bear, Unix ms.
  signing_at bigint,
  -- Four eyes, once more where no code can forget them.
  CHECK (decided_by <> asked_by)
);
CREATE INDEX request_open ON request (state, due);
CREATE UNIQUE INDEX request_signing ON request (document) WHERE state = 'signing';

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
