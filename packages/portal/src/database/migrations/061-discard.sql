-- A draft that was never submitted may be discarded by who wrote at it; what a second person was once asked about stays.
CREATE FUNCTION guard_discard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF app_person() IS NULL OR NOT has_role('editor') OR NOT app_person() = ANY (OLD.authors) THEN
    RAISE EXCEPTION USING ERRCODE = 'RB003', MESSAGE = 'editor';
  END IF;
  IF EXISTS (SELECT FROM item_version WHERE item = OLD.id) THEN
    RAISE EXCEPTION USING ERRCODE = 'RB008', MESSAGE = OLD.id;
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER discard BEFORE DELETE ON item FOR EACH ROW EXECUTE FUNCTION guard_discard();
GRANT DELETE ON item TO portal_staff;
