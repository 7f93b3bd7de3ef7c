-- Calls that went through this gateway under an agreement, a day (UTC) each. Written in batches behind the calls: what a crash loses is the
-- few seconds since the last batch.
CREATE TABLE agreement_usage (
  role      text   NOT NULL CHECK (role IN ('consumer', 'provider')),
  agreement text   NOT NULL,
  consumer  text   NOT NULL,                     -- canonical subsystem: a quota is of each of them
  day       integer NOT NULL,                    -- days since 1970-01-01
  requests  bigint NOT NULL CHECK (requests > 0),
  PRIMARY KEY (role, agreement, consumer, day)
);
CREATE INDEX agreement_usage_day ON agreement_usage (day);
