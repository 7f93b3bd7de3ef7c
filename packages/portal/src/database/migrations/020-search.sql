-- What search keeps of a published record, written in the transaction that publishes it. It goes with the record.
CREATE TABLE search_entry (
  id text PRIMARY KEY REFERENCES published_item (id) ON DELETE CASCADE,
  -- of the published record that it was made of
  digest text NOT NULL,
  -- which way of analysing made it
  analysis int NOT NULL,
  entry jsonb NOT NULL
);

GRANT SELECT ON search_entry TO portal_public, portal_staff, portal_worker;
GRANT INSERT, UPDATE, DELETE ON search_entry TO portal_worker;
