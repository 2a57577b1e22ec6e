-- In which dialect a server was asked, what carried the effort, and whether we ended the thinking.

ALTER TABLE replies ADD COLUMN dialect TEXT;
ALTER TABLE replies ADD COLUMN effort_sent TEXT;  -- JSON object
ALTER TABLE replies ADD COLUMN forced INTEGER;

CREATE INDEX replies_forced ON replies (attempt) WHERE forced;
