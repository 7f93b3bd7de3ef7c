-- What readers are shown, decided in one place: `portal_public` reads nothing of a section or state that is in preparation or retired, whichever
-- page or face asks. Two sections have no kind of record: readiness (its tables are held here) and ranking (it has no tables).
CREATE TABLE launch_section (kind text PRIMARY KEY, section text);
INSERT INTO launch_section VALUES
  ('state', NULL), ('agency', 'agencies'), ('service', 'services'), ('document', 'library'), ('dataset', 'library'),
  ('achievement', 'achievements'), ('experience', 'experiences'), ('news', 'news'), ('law', 'laws');

-- When records of a state and kind were shown: `until` null says that they are now. The Secretariat is no state and has no stage.
CREATE TABLE launch_showing (
  tenant text NOT NULL,
  kind text NOT NULL REFERENCES launch_section,
  since timestamptz NOT NULL,
  until timestamptz,
  CHECK (until >= since)
);
CREATE UNIQUE INDEX launch_shown_now ON launch_showing (tenant, kind) WHERE until IS NULL;

CREATE FUNCTION launch_is_open(asked text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT stage FROM launch_decision WHERE subject = asked ORDER BY id DESC LIMIT 1), 'draft') IN ('trial', 'live')
$$;

CREATE FUNCTION follow_stage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  -- Decisions follow each other.
  LOCK TABLE launch_showing IN SHARE ROW EXCLUSIVE MODE;
  WITH open AS MATERIALIZED (
    SELECT t.tenant, s.kind FROM unnest(ARRAY['KW', 'SA', 'QA', 'AE', 'BH', 'OM', 'GCC']) AS t (tenant), launch_section s
    WHERE (t.tenant = 'GCC' OR launch_is_open('state/' || t.tenant)) AND (s.section IS NULL OR launch_is_open('section/' || s.section))),
  ended AS (
    UPDATE launch_showing w SET until = greatest(w.since, NEW.recorded_at)
    WHERE w.until IS NULL AND NOT EXISTS (SELECT FROM open o WHERE o.tenant = w.tenant AND o.kind = w.kind))
  INSERT INTO launch_showing (tenant, kind, since)
  SELECT tenant, kind, NEW.recorded_at FROM open o
  WHERE NOT EXISTS (SELECT FROM launch_showing w WHERE w.until IS NULL AND w.tenant = o.tenant AND w.kind = o.kind);
  -- Readers' memories read everything again.
  PERFORM pg_notify('portal_published', '');
  RETURN NULL;
END $$;
CREATE TRIGGER show AFTER INSERT ON launch_decision FOR EACH ROW EXECUTE FUNCTION follow_stage();
DO $$ BEGIN EXECUTE format('ALTER FUNCTION follow_stage() SET search_path = %I, pg_temp', current_schema()); END $$;

CREATE VIEW launch_shown AS SELECT tenant, kind FROM launch_showing WHERE until IS NULL;
GRANT SELECT ON launch_section, launch_showing, launch_shown TO portal_public, portal_staff, portal_worker;

-- Decisions of before hold from the beginning. Without any, the Secretariat has what is of no section.
INSERT INTO launch_showing (tenant, kind, since)
SELECT t.tenant, s.kind, '-infinity' FROM unnest(ARRAY['KW', 'SA', 'QA', 'AE', 'BH', 'OM', 'GCC']) AS t (tenant), launch_section s
WHERE (t.tenant = 'GCC' OR launch_is_open('state/' || t.tenant)) AND (s.section IS NULL OR launch_is_open('section/' || s.section));

-- Records, their history, and what search keeps of them.
DROP POLICY reads ON published_item;
CREATE POLICY reads ON published_item FOR SELECT TO portal_staff, portal_worker USING (true);
CREATE POLICY shown ON published_item FOR SELECT TO portal_public USING ((tenant, kind) IN (SELECT tenant, kind FROM launch_shown));

ALTER TABLE published_history ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON published_history FOR SELECT TO portal_staff, portal_worker USING (true);
CREATE POLICY adds ON published_history FOR INSERT TO portal_worker WITH CHECK (true);
CREATE POLICY shown ON published_history FOR SELECT TO portal_public
  USING ((split_part(id, '/', 1), split_part(id, '/', 2)) IN (SELECT tenant, kind FROM launch_shown));

ALTER TABLE search_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON search_entry FOR SELECT TO portal_staff USING (true);
CREATE POLICY keeps ON search_entry TO portal_worker USING (true) WITH CHECK (true);
CREATE POLICY shown ON search_entry FOR SELECT TO portal_public
  USING ((split_part(id, '/', 1), split_part(id, '/', 2)) IN (SELECT tenant, kind FROM launch_shown));

-- Files are shown with the records that name them.
ALTER TABLE harvest_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON harvest_file FOR SELECT TO portal_staff USING (true);
CREATE POLICY keeps ON harvest_file TO portal_worker USING (true) WITH CHECK (true);
CREATE POLICY shown ON harvest_file FOR SELECT TO portal_public USING (EXISTS (SELECT FROM published_item p
  WHERE p.record @> jsonb_build_object('files', jsonb_build_array(jsonb_build_object('sha256', harvest_file.sha256)))));

-- What was measured of services: of shown states, while both services and readiness are shown. The stage of a state goes with the state alone.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['readiness_now', 'readiness_change', 'readiness_day', 'readiness_stage'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY reads ON %I FOR SELECT TO portal_staff USING (true)', name);
    EXECUTE format('CREATE POLICY keeps ON %I TO portal_worker USING (true) WITH CHECK (true)', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['readiness_now', 'readiness_change', 'readiness_day'] LOOP
    EXECUTE format($policy$CREATE POLICY shown ON %I FOR SELECT TO portal_public USING ((SELECT launch_is_open('section/readiness'))
      AND split_part(service, '/', 1) IN (SELECT tenant FROM launch_shown WHERE kind = 'service'))$policy$, name);
  END LOOP;
END $$;
CREATE POLICY shown ON readiness_stage FOR SELECT TO portal_public USING (state IN (SELECT tenant FROM launch_shown WHERE kind = 'state'));

-- Proofs: of shown states; a page names what is shown alone, and its bytes are given where all that it tells of is.
REVOKE SELECT ON harvest_page FROM portal_public;
CREATE VIEW shown_page WITH (security_barrier) AS
  SELECT id, state, at, request_id, request_hash, digest, bytes, evidence_state, evidence_at, evidence_report, whole,
    (SELECT coalesce(jsonb_agg(item ORDER BY place), '[]') FROM jsonb_array_elements(items) WITH ORDINALITY AS told (item, place)
     WHERE whole OR (split_part(item ->> 'id', '/', 1), split_part(item ->> 'id', '/', 2)) IN (SELECT tenant, kind FROM launch_shown)) AS items,
    CASE WHEN whole THEN body END AS body,
    CASE WHEN whole THEN evidence END AS evidence
  FROM (SELECT *, NOT EXISTS (SELECT FROM jsonb_array_elements(items) item
      WHERE (split_part(item ->> 'id', '/', 1), split_part(item ->> 'id', '/', 2)) NOT IN (SELECT tenant, kind FROM launch_shown)) AS whole
    FROM harvest_page WHERE state IN (SELECT tenant FROM launch_shown WHERE kind = 'state')) page;
GRANT SELECT ON shown_page TO portal_public, portal_staff;

-- The last word on each record that was ever shown: shown since then, or gone since then (withdrawn, or its section or state closed). `at` is when
-- readers could know it. Read with the owner's rights, so that what closed is named once more, and nothing that was never shown.
CREATE VIEW shown_change WITH (security_barrier) AS
  SELECT p.id, p.tenant, p.kind, greatest(p.modified, w.since) AS at, false AS gone
  FROM published_item p JOIN launch_showing w ON w.tenant = p.tenant AND w.kind = p.kind AND w.until IS NULL
  UNION ALL
  SELECT last.id, split_part(last.id, '/', 1), split_part(last.id, '/', 2),
    CASE WHEN last.record IS NULL THEN last.at ELSE seen.until END, true
  FROM (SELECT DISTINCT ON (id) id, at, record FROM published_history ORDER BY id, version DESC) last
  CROSS JOIN LATERAL (
    SELECT max(w.until) AS until FROM launch_showing w
    JOIN (SELECT v.record, v.at, lead(v.at, 1, 'infinity') OVER (ORDER BY v.version) AS ended FROM published_history v WHERE v.id = last.id) was
      ON was.record IS NOT NULL AND was.at < coalesce(w.until, 'infinity') AND was.ended > w.since
    WHERE w.tenant = split_part(last.id, '/', 1) AND w.kind = split_part(last.id, '/', 2)
    HAVING count(*) > 0) seen
  WHERE last.record IS NULL OR (split_part(last.id, '/', 1), split_part(last.id, '/', 2)) NOT IN (SELECT tenant, kind FROM launch_shown);
GRANT SELECT ON shown_change TO portal_public;
