-- What readers think of pages: the public writes and cannot read; the Secretariat's staff reads.
CREATE TABLE feedback (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  page text NOT NULL CHECK (length(page) <= 300),
  useful boolean,
  words text CHECK (length(words) <= 1000),
  CHECK (useful IS NOT NULL OR words IS NOT NULL)
);
CREATE INDEX feedback_page ON feedback (page, at);
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY feedback_written ON feedback FOR INSERT TO portal_public WITH CHECK (true);
CREATE POLICY feedback_read ON feedback FOR SELECT TO portal_staff
  USING (current_setting('app.tenant', true) = 'GCC');
GRANT INSERT (at, page, useful, words) ON feedback TO portal_public;
GRANT SELECT ON feedback TO portal_staff;
