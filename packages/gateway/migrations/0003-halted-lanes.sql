-- When a lane was halted (Unix ms): a day's quota halts it until the next UTC day only. Null: before this column was there.
-- A lane that is halted and settled was abandoned by its reader: it is kept, and read no more.
ALTER TABLE lane ADD COLUMN halted_at bigint;
