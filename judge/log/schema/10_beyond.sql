-- Why something is likely, and what each program answered to a problem's small inputs.

ALTER TABLE likely ADD COLUMN detail TEXT;

-- What a program did beyond the samples: its answers are compared with those of later ones.
CREATE TABLE trials (
    attempt INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
    problem TEXT NOT NULL,
    author TEXT NOT NULL,
    alone TEXT NOT NULL,               -- JSON: what is likely without the others
    answers TEXT NOT NULL              -- JSON: name, SHA-256 and size of each small input, and what was written
) STRICT;

CREATE INDEX trials_problem ON trials (problem);

-- Programs asked for as slow but obviously right: the newest of a problem holds.
CREATE TABLE naive_programs (
    id INTEGER PRIMARY KEY,
    problem TEXT NOT NULL,
    statement_sha256 TEXT NOT NULL,
    author TEXT NOT NULL,
    language TEXT,                     -- null, and so is code: none came that passes the samples
    code,
    answers TEXT NOT NULL,             -- as in trials
    asked_at TEXT NOT NULL
);

CREATE INDEX naive_programs_problem ON naive_programs (problem);
