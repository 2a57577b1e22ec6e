-- Counts changes of grades, so that a report may keep what it has read; the newest row is still being made.

CREATE TABLE grade_changes (changes INTEGER NOT NULL) STRICT;

INSERT INTO grade_changes VALUES (0);

CREATE TRIGGER grade_changed AFTER UPDATE ON grades WHEN OLD.attempt < (SELECT max(attempt) FROM grades)
BEGIN UPDATE grade_changes SET changes = changes + 1; END;

CREATE TRIGGER grade_deleted AFTER DELETE ON grades
BEGIN UPDATE grade_changes SET changes = changes + 1; END;
