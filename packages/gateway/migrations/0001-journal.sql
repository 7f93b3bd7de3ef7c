-- The journal: lanes, their batches as both sides hold them, blobs, receipts, and the index derived from the batches.

CREATE TABLE lane (
  id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  own     boolean NOT NULL,              -- written by this gateway (else by the peer)
  peer    text    NOT NULL,              -- the other gateway
  origin  text    NOT NULL,
  slot    text    NOT NULL,
  epoch   bigint  NOT NULL,
  settled boolean NOT NULL DEFAULT false, -- both sides hold the same final size and root; nothing is appended any more
  halted  text,                          -- fault code that stopped the lane, with both proofs in lane_alarm
  UNIQUE (own, origin)
);
CREATE INDEX lane_open ON lane (peer, own) WHERE NOT settled;

-- One row a batch. (lane, first) is the lane's compare-and-set: of two writers that hold the same size only one commits.
CREATE TABLE batch (
  lane     integer NOT NULL,
  first    bigint  NOT NULL,
  count    integer NOT NULL,
  run      bigint  NOT NULL,             -- epoch of the run of this node that stored it
  stored   bigint  NOT NULL,             -- Unix ms
  root     bytea   NOT NULL,             -- RFC 6962 root after the batch
  frontier bytea   NOT NULL,             -- peaks after the batch
  bytes    bytea   NOT NULL,             -- docs/spec/link-log.cddl batch
  PRIMARY KEY (lane, first)
);
ALTER TABLE batch ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX batch_stored ON batch USING brin (stored) WITH (pages_per_range = 16);

-- Heads and bodies of a batch, packed and perhaps compressed (journal/blob-pack.ts). Large ones lie in files named by their digest.
CREATE TABLE batch_blobs (
  lane  integer NOT NULL,
  first bigint  NOT NULL,
  data  bytea   NOT NULL,
  PRIMARY KEY (lane, first)
);
ALTER TABLE batch_blobs ALTER COLUMN data SET STORAGE EXTERNAL;

-- Cosignatures of the receiving gateway. Of an own lane the peer's, of a peer's lane ours. Every one is kept.
CREATE TABLE receipt (
  lane integer NOT NULL,
  size bigint  NOT NULL,
  line text    NOT NULL,
  at   bigint  NOT NULL,
  PRIMARY KEY (lane, size)
);

-- Signature lines added to a checkpoint after its batch was sent (ML-DSA-44, witnesses).
CREATE TABLE checkpoint_line (
  lane integer NOT NULL,
  size bigint  NOT NULL,
  line text    NOT NULL
);
CREATE UNIQUE INDEX checkpoint_line_once ON checkpoint_line (lane, size, md5(line)); -- a line is longer than an index row may be

-- Proof of a fault: kept for ever, never repaired silently.
CREATE TABLE lane_alarm (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at     bigint NOT NULL,
  peer   text   NOT NULL,
  origin text,
  code   text   NOT NULL,
  proof  bytea
);

-- Derived from the batches a moment later, outside the commit; may be dropped and built again.
CREATE TABLE entry_index (
  lane       integer  NOT NULL,
  index      bigint   NOT NULL,
  id         uuid     NOT NULL,
  kind       smallint NOT NULL,
  sender     text     NOT NULL,
  receiver   text     NOT NULL,
  service    text,
  created    bigint   NOT NULL,
  deadline   bigint   NOT NULL,
  status     smallint,
  outcome    text,
  call_lane  integer,                    -- the entry that it answers
  call_index bigint
);
CREATE INDEX entry_index_id ON entry_index (id);
CREATE INDEX entry_index_call ON entry_index (call_lane, call_index) WHERE call_lane IS NOT NULL;
CREATE INDEX entry_index_place ON entry_index (lane, index);
CREATE TABLE index_cursor (
  lane integer PRIMARY KEY,
  next bigint NOT NULL                   -- first index not yet in entry_index
);

-- Runs of this node's slots; the row of the highest epoch owns the slot.
CREATE TABLE run (
  slot    text   NOT NULL,
  epoch   bigint NOT NULL,
  random  bytea  NOT NULL,
  started bigint NOT NULL,
  PRIMARY KEY (slot, epoch)
);

-- Slots that a peer has seen with a higher epoch than this database knows: never used again.
CREATE TABLE abandoned_slot (
  slot text   PRIMARY KEY,
  at   bigint NOT NULL
);

-- Which database this journal lived in at its last start. Another system identifier or timeline means that it was restored.
CREATE TABLE journal_identity (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  system   text    NOT NULL,
  timeline integer NOT NULL,
  restored bigint  NOT NULL
);

-- Idempotency-Key (spec link-log §5.5): one call for each (member, key). Both columns are HMACs under a key of this database.
CREATE TABLE idempotency (
  tag     bytea  PRIMARY KEY,
  request bytea,                         -- null when the row was rebuilt from an entry that a peer gave back
  id      bytea  NOT NULL,               -- of the request entry
  created bigint NOT NULL
);
CREATE INDEX idempotency_created ON idempotency (created);
CREATE TABLE local_secret (
  name  text  PRIMARY KEY,
  value bytea NOT NULL
);
