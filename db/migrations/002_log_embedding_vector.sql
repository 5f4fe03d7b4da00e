-- The vector of a single log. Nullable and without an index: indexed copies live apart from the hot rows.
ALTER TABLE log_events ADD COLUMN IF NOT EXISTS embedding_vector VECTOR(4096) NULL;
