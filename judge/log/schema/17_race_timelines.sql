-- What each race looked like, moment by moment.

CREATE TABLE race_timelines (
    race INTEGER PRIMARY KEY REFERENCES races(id) ON DELETE CASCADE,
    timeline BLOB NOT NULL             -- JSON, packed with zlib: solver.race.timeline
) STRICT;
