-- Content of editors: one tenant's people see and change their own alone. Who acts is said in the transaction: `app.tenant`, `app.person`,
-- `app.roles` (comma between). Triggers write who and when; a statement cannot say otherwise.
CREATE FUNCTION app_tenant() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.tenant', true), '') $$;
CREATE FUNCTION app_person() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.person', true), '') $$;
CREATE FUNCTION has_role(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT wanted = ANY (string_to_array(coalesce(current_setting('app.roles', true), ''), ','))
$$;

CREATE TABLE item (
  id text PRIMARY KEY,
  tenant text NOT NULL CHECK (tenant IN ('KW', 'SA', 'QA', 'AE', 'BH', 'OM', 'GCC')),
  kind text NOT NULL,
  slug text NOT NULL,
  -- of the draft; what is out is in published_item
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'submitted', 'approved', 'published', 'retired')),
  -- need not be valid
  record jsonb NOT NULL,
  -- counts changes of the draft: a form that was made of another one is stale
  revision int NOT NULL DEFAULT 1,
  -- who wrote at what is not approved yet
  authors text[] NOT NULL DEFAULT '{}',
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  retire_at timestamptz,
  CHECK (id = tenant || '/' || kind || '/' || slug),
  CHECK (record ->> 'id' IS NOT DISTINCT FROM id AND record ->> 'kind' IS NOT DISTINCT FROM kind),
  CHECK (octet_length(record::text) <= 1048576)
);
CREATE INDEX item_tenant ON item (tenant, changed_at DESC);

CREATE TABLE item_version (
  item text NOT NULL REFERENCES item,
  number int NOT NULL CHECK (number > 0),
  tenant text NOT NULL,
  record jsonb NOT NULL,
  authors text[] NOT NULL,
  submitted_by text NOT NULL,
  submitted_at timestamptz NOT NULL,
  decision text CHECK (decision IN ('approved', 'returned', 'taken-back')),
  decided_by text,
  decided_at timestamptz,
  reason text CHECK (length(reason) <= 2000),
  -- approved: not before
  publish_at timestamptz,
  published_at timestamptz,
  -- code of the error that kept it from being published
  problem text,
  PRIMARY KEY (item, number),
  CHECK ((decision IS NULL) = (decided_by IS NULL)),
  -- four eyes
  CHECK (decision IS DISTINCT FROM 'approved' OR NOT decided_by = ANY (authors)),
  CHECK (decision IS DISTINCT FROM 'returned' OR coalesce(reason, '') <> ''),
  CHECK (published_at IS NULL OR decision = 'approved')
);
CREATE UNIQUE INDEX one_open_version ON item_version (item) WHERE decision IS NULL;
CREATE INDEX due_version ON item_version (publish_at) WHERE decision = 'approved' AND published_at IS NULL AND problem IS NULL;

CREATE FUNCTION guard_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF app_person() IS NULL OR NOT has_role('editor') THEN
      RAISE EXCEPTION USING ERRCODE = 'RB003', MESSAGE = 'editor';
    END IF;
    IF EXISTS (SELECT 1 FROM published_item WHERE id = NEW.id AND origin = 'network') THEN
      RAISE EXCEPTION USING ERRCODE = 'RB001', MESSAGE = NEW.id;
    END IF;
    NEW.state := 'draft';
    NEW.revision := 1;
    NEW.authors := ARRAY[app_person()];
    NEW.created_by := app_person();
    NEW.created_at := now();
    NEW.changed_by := app_person();
    NEW.changed_at := now();
    NEW.retire_at := NULL;
    RETURN NEW;
  END IF;
  IF NEW.record IS DISTINCT FROM OLD.record THEN
    IF app_person() IS NULL OR NOT has_role('editor') THEN
      RAISE EXCEPTION USING ERRCODE = 'RB003', MESSAGE = 'editor';
    END IF;
    IF OLD.state = 'submitted' THEN
      RAISE EXCEPTION USING ERRCODE = 'RB002', MESSAGE = OLD.id;
    END IF;
    NEW.revision := OLD.revision + 1;
    NEW.authors := array_append(array_remove(OLD.authors, app_person()), app_person());
    NEW.state := 'draft';
    NEW.changed_by := app_person();
    NEW.changed_at := now();
  END IF;
  IF NEW.retire_at IS DISTINCT FROM OLD.retire_at AND NEW.retire_at IS NOT NULL AND NOT has_role('reviewer') THEN
    RAISE EXCEPTION USING ERRCODE = 'RB003', MESSAGE = 'reviewer';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION guard_item();

CREATE FUNCTION guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE draft item;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF app_person() IS NULL OR NOT has_role('editor') THEN
      RAISE EXCEPTION USING ERRCODE = 'RB003', MESSAGE = 'editor';
    END IF;
    SELECT * INTO draft FROM item WHERE id = NEW.item FOR UPDATE;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'RB006', MESSAGE = NEW.item;
    END IF;
    IF draft.state = 'submitted' THEN
      RAISE EXCEPTION USING ERRCODE = 'RB002', MESSAGE = NEW.item;
    END IF;
    NEW.tenant := draft.tenant;
    NEW.record := draft.record;
    NEW.number := (SELECT coalesce(max(number), 0) + 1 FROM item_version WHERE item = NEW.item);
    NEW.authors := array_append(array_remove(draft.authors, app_person()), app_person());
    NEW.submitted_by := app_person();
    NEW.submitted_at := now();
    NEW.decision := NULL;
    NEW.decided_by := NULL;
    NEW.decided_at := NULL;
    NEW.published_at := NULL;
    NEW.problem := NULL;
    RETURN NEW;
  END IF;
  IF NEW.decision IS DISTINCT FROM OLD.decision OR NEW.reason IS DISTINCT FROM OLD.reason THEN
    IF OLD.decision IS NOT NULL OR NEW.decision IS NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'RB005', MESSAGE = OLD.item;
    END IF;
    IF NEW.decision = 'taken-back' THEN
      IF app_person() IS NULL OR NOT app_person() = ANY (OLD.authors) THEN
        RAISE EXCEPTION USING ERRCODE = 'RB003', MESSAGE = 'editor';
      END IF;
    ELSIF app_person() IS NULL OR NOT has_role('reviewer') THEN
      RAISE EXCEPTION USING ERRCODE = 'RB003', MESSAGE = 'reviewer';
    ELSIF NEW.decision = 'approved' AND app_person() = ANY (OLD.authors) THEN
      RAISE EXCEPTION USING ERRCODE = 'RB004', MESSAGE = OLD.item;
    END IF;
    NEW.decided_by := app_person();
    NEW.decided_at := now();
  ELSIF NEW.publish_at IS DISTINCT FROM OLD.publish_at THEN
    IF OLD.published_at IS NOT NULL OR OLD.decision IS DISTINCT FROM 'approved' THEN
      RAISE EXCEPTION USING ERRCODE = 'RB005', MESSAGE = OLD.item;
    END IF;
    IF NOT has_role('reviewer') THEN
      RAISE EXCEPTION USING ERRCODE = 'RB003', MESSAGE = 'reviewer';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON item_version FOR EACH ROW EXECUTE FUNCTION guard_version();

-- The state of a draft follows its versions; nobody sets it otherwise.
CREATE FUNCTION follow_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE item SET state = 'submitted' WHERE id = NEW.item;
  ELSIF OLD.decision IS NULL AND NEW.decision = 'approved' THEN
    UPDATE item SET state = 'approved', authors = '{}' WHERE id = NEW.item;
  ELSIF OLD.decision IS NULL AND NEW.decision IS NOT NULL THEN
    UPDATE item SET state = 'draft' WHERE id = NEW.item;
  ELSIF OLD.published_at IS NULL AND NEW.published_at IS NOT NULL THEN
    UPDATE item SET state = 'published' WHERE id = NEW.item AND state = 'approved';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER follow AFTER INSERT OR UPDATE ON item_version FOR EACH ROW EXECUTE FUNCTION follow_version();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON item_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE attachment (
  tenant text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  name text NOT NULL,
  format text NOT NULL,
  content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 10485760),
  uploaded_by text NOT NULL DEFAULT app_person(),
  uploaded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, sha256),
  CHECK (encode(sha256(content), 'hex') = sha256)
);

CREATE TABLE audit_act (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  tenant text NOT NULL,
  -- an identifier, never a name
  person text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_tenant ON audit_act (tenant, id DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_act
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON item, item_version TO portal_staff;
GRANT INSERT (id, tenant, kind, slug, record) ON item TO portal_staff;
GRANT UPDATE (record, retire_at) ON item TO portal_staff;
GRANT INSERT (item) ON item_version TO portal_staff;
GRANT UPDATE (decision, reason, publish_at) ON item_version TO portal_staff;
GRANT SELECT, DELETE ON attachment TO portal_staff;
GRANT INSERT (tenant, sha256, name, format, content) ON attachment TO portal_staff;
GRANT SELECT ON audit_act TO portal_staff;
GRANT INSERT (tenant, person, action, subject, details) ON audit_act TO portal_staff, portal_worker;
GRANT SELECT (id, tenant, state, retire_at), UPDATE (state, retire_at) ON item TO portal_worker;
GRANT SELECT, UPDATE (published_at, problem) ON item_version TO portal_worker;
GRANT SELECT ON attachment TO portal_worker;

DO $$
DECLARE name text;
BEGIN
  EXECUTE format('ALTER FUNCTION follow_version() SET search_path = %I, pg_temp', current_schema());
  FOREACH name IN ARRAY ARRAY['item', 'item_version', 'attachment', 'audit_act'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;

-- Also the owner is held to its tenant: the state of a draft is set in its name.
CREATE POLICY own ON item USING (tenant = app_tenant()) WITH CHECK (tenant = app_tenant());
CREATE POLICY own ON item_version USING (tenant = app_tenant()) WITH CHECK (tenant = app_tenant());
CREATE POLICY own ON attachment USING (tenant = app_tenant()) WITH CHECK (tenant = app_tenant() AND has_role('editor'));
CREATE POLICY adds ON audit_act FOR INSERT WITH CHECK (tenant = app_tenant() AND person = app_person());
CREATE POLICY reads ON audit_act FOR SELECT USING (tenant = app_tenant() AND has_role('administrator'));
CREATE POLICY due ON item FOR ALL TO portal_worker USING (true) WITH CHECK (true);
CREATE POLICY due ON item_version FOR ALL TO portal_worker USING (decision = 'approved') WITH CHECK (decision = 'approved');

-- What an editor wrote goes out only as a second person approved it.
ALTER TABLE published_item ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON published_item FOR SELECT USING (true);
CREATE POLICY takes_back ON published_item FOR DELETE TO portal_worker USING (true);
CREATE POLICY adds ON published_item FOR INSERT TO portal_worker WITH CHECK (origin = 'network' OR EXISTS (
  SELECT 1 FROM item_version v WHERE v.item = published_item.id AND v.decision = 'approved' AND v.record = published_item.record));
CREATE POLICY changes ON published_item FOR UPDATE TO portal_worker USING (true) WITH CHECK (origin = 'network' OR EXISTS (
  SELECT 1 FROM item_version v WHERE v.item = published_item.id AND v.decision = 'approved' AND v.record = published_item.record));
