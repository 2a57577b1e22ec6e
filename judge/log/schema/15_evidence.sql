-- What stands behind a likely verdict in numbers, and who understood the input format.

ALTER TABLE likely ADD COLUMN source TEXT;  -- reader, model; null: not known
ALTER TABLE likely ADD COLUMN evidence TEXT;  -- JSON; null: written before it was kept
