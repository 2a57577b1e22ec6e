-- The log as of version 0.1.
-- Columns for what a program printed or a model wrote have no declared type: text where it is UTF-8 without NUL, else
-- bytes.

CREATE TABLE models (
    label TEXT PRIMARY KEY,
    requested TEXT NOT NULL,           -- what the server is asked for
    reported TEXT,                     -- what the server says it answered with
    server TEXT NOT NULL,
    server_build TEXT,
    quantization TEXT,
    size_bytes INTEGER,
    context_tokens INTEGER,
    machine TEXT,
    seen_at TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    manifest TEXT NOT NULL             -- JSON: versions, sandbox, request settings
) STRICT;

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    run INTEGER REFERENCES runs(id),
    source TEXT NOT NULL,
    author TEXT NOT NULL,
    problem TEXT,
    model TEXT,                        -- null for a person, like the rest of the key
    effort TEXT,
    language TEXT,
    statement_lang TEXT,
    repeat INTEGER,
    round INTEGER,
    prompt_version INTEGER,
    settings TEXT,
    written_language TEXT,             -- what the code is in; null where no code came
    code,
    started_at TEXT NOT NULL,
    notes TEXT NOT NULL                -- JSON list
);

CREATE UNIQUE INDEX attempts_key ON attempts
    (source, problem, model, effort, language, statement_lang, repeat, round, prompt_version, settings)
    WHERE model IS NOT NULL;

CREATE INDEX attempts_problem ON attempts (problem);

CREATE TABLE replies (
    attempt INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    text,
    reasoning,
    finish TEXT,
    prompt_tokens INTEGER,
    reasoning_tokens INTEGER,
    completion_tokens INTEGER,
    queue_s REAL,
    first_token_s REAL,
    seconds REAL NOT NULL,
    tokens_per_s REAL,
    model TEXT NOT NULL,
    server TEXT NOT NULL,
    server_build TEXT,
    effort_honoured INTEGER,
    prompt                             -- JSON: the messages as they were sent
);

CREATE TABLE judgements (
    id INTEGER PRIMARY KEY,
    attempt INTEGER NOT NULL REFERENCES attempts(id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    compile_output,
    cpu_s REAL,
    peak_mib REAL,
    sandbox TEXT NOT NULL,
    compiler TEXT NOT NULL,
    judged_at TEXT NOT NULL
);

CREATE INDEX judgements_attempt ON judgements (attempt);

CREATE TABLE cases (
    judgement INTEGER NOT NULL REFERENCES judgements(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,           -- from 1, in the order of running
    name TEXT NOT NULL,
    verdict TEXT NOT NULL,
    ending TEXT,                       -- null where the sandbox failed before there was a run
    exit_code INTEGER,
    signal INTEGER,
    cpu_s REAL,
    wall_s REAL,
    peak_mib REAL,
    stdout,
    stderr,
    truncated INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (judgement, number)
) WITHOUT ROWID;

CREATE TABLE likely (
    attempt INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
    verdict TEXT,                      -- null: UNKNOWN
    case_name TEXT,
    confidence REAL,
    computed_at TEXT NOT NULL
) STRICT;

CREATE TABLE failed_tries (
    id INTEGER PRIMARY KEY,
    attempt INTEGER NOT NULL,          -- the id it had
    source TEXT NOT NULL,
    problem TEXT,
    model TEXT,
    started_at TEXT NOT NULL,
    reason TEXT NOT NULL,              -- IE or SERVER_ERROR
    record TEXT NOT NULL               -- JSON: the whole attempt, as `kyoso log --json` prints it
) STRICT;

-- One row an attempt: the newest judgement beside what the model delivered, in words that a person reads.
CREATE VIEW verdicts AS
SELECT a.id, a.started_at, a.source, a.author, a.problem, a.effort, a.written_language AS language,
       r.outcome, j.verdict, j.cpu_s, j.peak_mib, r.seconds, r.first_token_s, r.tokens_per_s,
       r.prompt_tokens, r.reasoning_tokens, r.completion_tokens, a.repeat, a.round, a.notes
FROM attempts a
LEFT JOIN replies r ON r.attempt = a.id
LEFT JOIN judgements j ON j.id = (SELECT max(id) FROM judgements WHERE attempt = a.id);

-- First answers of models only; an answer that never came is counted apart from a wrong one.
CREATE VIEW leaderboard AS
SELECT author AS model, effort, count(*) AS attempts,
       sum(verdict IS 'AC') AS ac,
       round(100.0 * sum(verdict IS 'AC') / count(*), 1) AS ac_percent,
       sum(outcome IN ('TRUNCATED', 'EMPTY', 'LOOPED', 'SERVER_ERROR')) AS no_answer_came,
       round(avg(seconds), 1) AS mean_seconds, round(avg(tokens_per_s), 1) AS mean_tokens_per_s
FROM verdicts
WHERE outcome IS NOT NULL AND round = 0 AND source IN ('solve', 'batch') AND verdict IS NOT 'IE'
GROUP BY author, effort
ORDER BY ac_percent DESC, attempts DESC;
