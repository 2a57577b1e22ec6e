-- How reliably each model called tools.

CREATE TABLE tool_checks (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    server TEXT NOT NULL,
    server_build TEXT NOT NULL,
    effort TEXT NOT NULL,
    tasks INTEGER NOT NULL,
    well_formed INTEGER NOT NULL,
    right_function INTEGER NOT NULL,
    right_arguments INTEGER NOT NULL,
    result_used INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    recovered INTEGER NOT NULL,
    checked_at TEXT NOT NULL
) STRICT;
