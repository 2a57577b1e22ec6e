-- What a batch that decides chooses from, and the blocks that it has chosen.

CREATE TABLE choice_plans (
    id INTEGER PRIMARY KEY,
    cells TEXT NOT NULL,               -- JSON: name, label, effort, language of each
    problems TEXT NOT NULL,            -- JSON
    terms TEXT NOT NULL,               -- JSON: between, error, smallest, seed
    difficulties TEXT NOT NULL,        -- JSON, in the order of problems
    UNIQUE (cells, problems, terms)
) STRICT;

CREATE TABLE choice_blocks (
    plan INTEGER NOT NULL REFERENCES choice_plans(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    problems TEXT NOT NULL,            -- JSON, the most telling first
    cells TEXT NOT NULL,               -- JSON: the names of those that are asked
    PRIMARY KEY (plan, number)
) STRICT, WITHOUT ROWID;
