-- What the public sees: one row a record, and every version that was ever seen.
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO portal_public, portal_staff, portal_worker', current_schema()); END $$;

CREATE TABLE published_item (
  id text PRIMARY KEY,
  tenant text NOT NULL,
  kind text NOT NULL,
  slug text NOT NULL,
  record jsonb NOT NULL,
  -- SHA-256 (hex) of the record's canonical JSON
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  version int NOT NULL CHECK (version > 0),
  origin text NOT NULL CHECK (origin IN ('network', 'editor')),
  -- the harvest page that brought this version
  page bigint,
  first_published timestamptz NOT NULL,
  modified timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  agency text,
  sectors text[] NOT NULL DEFAULT '{}',
  -- complete in these
  languages text[] NOT NULL,
  title_ar text NOT NULL GENERATED ALWAYS AS (record #>> '{title,ar}') STORED,
  title_en text NOT NULL GENERATED ALWAYS AS (coalesce(record #>> '{title,en}', record #>> '{title,ar}')) STORED,
  UNIQUE (tenant, kind, slug),
  CHECK (id = tenant || '/' || kind || '/' || slug),
  CHECK (record ->> 'id' = id AND record ->> 'kind' = kind)
);
CREATE INDEX published_kind ON published_item (kind, tenant);
CREATE INDEX published_agency ON published_item (agency);
CREATE INDEX published_record ON published_item USING gin (record jsonb_path_ops);

CREATE TABLE published_history (
  id text NOT NULL,
  version int NOT NULL CHECK (version > 0),
  at timestamptz NOT NULL,
  -- null: withdrawn
  record jsonb,
  digest text,
  origin text NOT NULL CHECK (origin IN ('network', 'editor')),
  page bigint,
  PRIMARY KEY (id, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON published_item, published_history TO portal_public, portal_staff, portal_worker;
GRANT INSERT, UPDATE, DELETE ON published_item TO portal_worker;
GRANT INSERT ON published_history TO portal_worker;
