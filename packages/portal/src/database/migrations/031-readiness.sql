-- What was measured of services on the network: now, each change, and counts by day. Never typed by anybody.
CREATE TABLE readiness_now (
  -- KW/GOV/MOI/traffic/violations
  service text PRIMARY KEY,
  state text NOT NULL,
  answers boolean NOT NULL,
  -- since when it has been so
  since timestamptz NOT NULL,
  checked timestamptz NOT NULL,
  -- why it does not answer
  code text,
  milliseconds int
);

CREATE TABLE readiness_change (
  service text NOT NULL,
  at timestamptz NOT NULL,
  answers boolean NOT NULL,
  code text,
  PRIMARY KEY (service, at)
);

CREATE TABLE readiness_day (
  service text NOT NULL,
  day date NOT NULL,
  checks int NOT NULL,
  answered int NOT NULL,
  PRIMARY KEY (service, day)
);

-- The stage of each state as the directory shows its programme's member; null: nothing of it is published.
CREATE TABLE readiness_stage (
  state text PRIMARY KEY,
  stage text,
  since timestamptz NOT NULL,
  checked timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON readiness_now, readiness_change, readiness_day, readiness_stage TO portal_worker;
GRANT SELECT ON readiness_now, readiness_change, readiness_day, readiness_stage TO portal_public, portal_staff;
