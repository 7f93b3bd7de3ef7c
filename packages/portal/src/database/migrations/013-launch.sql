-- The trial launch as data: stages change by recorded decisions alone, promises keep every date that was given, and the days are counted.
CREATE TABLE launch_decision (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- 'section/services', 'state/KW'
  subject text NOT NULL CHECK (subject ~ '^(section/[a-z]+|state/[A-Z]{2,3})$'),
  stage text NOT NULL CHECK (stage IN ('draft', 'trial', 'live', 'retired')),
  -- of the decision, and the day it was taken
  number text NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  decided_on date NOT NULL,
  recorded_by text NOT NULL DEFAULT app_person(),
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX launch_subject ON launch_decision (subject, id DESC);

CREATE FUNCTION guard_stage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.subject, 7266253));
  SELECT coalesce((SELECT stage FROM launch_decision WHERE subject = NEW.subject ORDER BY id DESC LIMIT 1), 'draft') INTO before;
  IF NOT (before || '>' || NEW.stage = ANY (ARRAY[
    'draft>trial', 'trial>live', 'trial>draft', 'live>trial', 'live>retired', 'trial>retired', 'retired>trial'
  ])) THEN
    RAISE EXCEPTION USING ERRCODE = 'RB007', MESSAGE = NEW.subject;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT ON launch_decision FOR EACH ROW EXECUTE FUNCTION guard_stage();

-- What is missing.
CREATE TABLE launch_promise (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject text NOT NULL CHECK (subject ~ '^(section/[a-z]+|state/[A-Z]{2,3})$'),
  missing jsonb NOT NULL CHECK (length(missing ->> 'ar') BETWEEN 1 AND 300 AND length(missing ->> 'en') BETWEEN 1 AND 300),
  recorded_by text NOT NULL DEFAULT app_person(),
  recorded_at timestamptz NOT NULL DEFAULT now()
);

-- When it comes: a later row moves the day, and the earlier ones stay; `kept` ends it.
CREATE TABLE launch_due (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  promise bigint NOT NULL REFERENCES launch_promise,
  due date NOT NULL,
  kept boolean NOT NULL DEFAULT false,
  recorded_by text NOT NULL DEFAULT app_person(),
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX launch_due_promise ON launch_due (promise, id);

-- n of m, by day.
CREATE TABLE launch_count (
  day date NOT NULL,
  subject text NOT NULL,
  ready int NOT NULL CHECK (ready >= 0),
  total int NOT NULL CHECK (total >= ready),
  PRIMARY KEY (day, subject)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['launch_decision', 'launch_promise', 'launch_due'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY reads ON %I FOR SELECT USING (true)', name);
    EXECUTE format($policy$CREATE POLICY adds ON %I FOR INSERT WITH CHECK (
      app_tenant() = 'GCC' AND has_role('administrator') AND recorded_by = app_person())$policy$, name);
    EXECUTE format('GRANT SELECT ON %I TO portal_public, portal_staff, portal_worker', name);
  END LOOP;
END $$;
GRANT INSERT (subject, stage, number, decided_on) ON launch_decision TO portal_staff;
GRANT INSERT (subject, missing) ON launch_promise TO portal_staff;
GRANT INSERT (promise, due, kept) ON launch_due TO portal_staff;
GRANT SELECT ON launch_count TO portal_public, portal_staff;
GRANT SELECT, INSERT, UPDATE ON launch_count TO portal_worker;
