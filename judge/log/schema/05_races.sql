-- Races with their lanes and what was submitted in them.

CREATE TABLE races (
    id INTEGER PRIMARY KEY,
    run INTEGER REFERENCES runs(id),
    contest TEXT,
    seed INTEGER NOT NULL,             -- of the ghosts
    penalty_s REAL NOT NULL,
    hint_s REAL NOT NULL,
    seconds REAL NOT NULL,             -- on the race's own clock
    tasks TEXT NOT NULL,               -- JSON: problem, label, points and difficulty of each
    started_at TEXT NOT NULL,
    ended_at TEXT                      -- null: it was cut off
) STRICT;

CREATE TABLE race_lanes (
    race INTEGER NOT NULL REFERENCES races(id) ON DELETE CASCADE,
    lane INTEGER NOT NULL,             -- from 0, as shown
    kind TEXT NOT NULL,                -- you, model or ghost
    name TEXT NOT NULL,
    effort TEXT,
    rating INTEGER,                    -- of a ghost
    ended TEXT NOT NULL,
    points INTEGER NOT NULL,
    last_ac_s REAL,                    -- on the lane's clock; null: nothing solved
    rejected INTEGER NOT NULL,
    penalty_s REAL NOT NULL,
    hints INTEGER NOT NULL,
    paused_s REAL NOT NULL,
    tokens INTEGER NOT NULL,
    start_offset_s REAL,
    won INTEGER NOT NULL,
    PRIMARY KEY (race, lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE race_submissions (
    race INTEGER NOT NULL REFERENCES races(id) ON DELETE CASCADE,
    lane INTEGER NOT NULL,
    number INTEGER NOT NULL,           -- from 1, in the order of the lane's clock
    problem TEXT NOT NULL,
    at_s REAL NOT NULL,
    verdict TEXT NOT NULL,
    said TEXT,                         -- AtCoder's own verdict, as the person typed it
    attempt INTEGER,                   -- a row of attempts, or of failed_tries once it is tried again
    PRIMARY KEY (race, lane, number)
) STRICT, WITHOUT ROWID;
