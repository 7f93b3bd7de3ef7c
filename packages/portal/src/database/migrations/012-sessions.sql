-- Sessions of staff. Whoever asks for one must know its secret: rows show by the hash that the transaction names.
CREATE FUNCTION app_secret() RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT decode(coalesce(current_setting('app.secret', true), ''), 'hex')
$$;

CREATE TABLE staff_session (
  -- SHA-256 of the cookie
  hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  tenant text NOT NULL,
  person text NOT NULL,
  -- shown to the person alone
  name text NOT NULL,
  roles text[] NOT NULL,
  csrf text NOT NULL,
  created timestamptz NOT NULL,
  seen timestamptz NOT NULL
);

-- Sign-ins that were begun: by the hash of the browser's cookie.
CREATE TABLE staff_sign_in (
  hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  tenant text NOT NULL,
  state text NOT NULL,
  nonce text NOT NULL,
  verifier text NOT NULL,
  return_to text NOT NULL,
  created timestamptz NOT NULL
);

ALTER TABLE staff_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE staff_session FORCE ROW LEVEL SECURITY;
ALTER TABLE staff_sign_in ENABLE ROW LEVEL SECURITY;
ALTER TABLE staff_sign_in FORCE ROW LEVEL SECURITY;
CREATE POLICY holder ON staff_session USING (hash = app_secret()) WITH CHECK (hash = app_secret());
CREATE POLICY holder ON staff_sign_in USING (hash = app_secret()) WITH CHECK (hash = app_secret());
CREATE POLICY sweeps ON staff_session TO portal_worker USING (true);
CREATE POLICY sweeps ON staff_sign_in TO portal_worker USING (true);
GRANT SELECT, INSERT, DELETE, UPDATE (seen) ON staff_session TO portal_staff;
GRANT SELECT, INSERT, DELETE ON staff_sign_in TO portal_staff;
GRANT SELECT (created, seen), DELETE ON staff_session TO portal_worker;
GRANT SELECT (created), DELETE ON staff_sign_in TO portal_worker;
