-- Problems, cells and grades for the report, and the states that a batch gives to cells.
-- Attempts hold code and replies hold reasoning, so reading a million of them takes minutes; grades holds one narrow row
-- for each and is kept by triggers, whoever writes the log.

CREATE TABLE problems (
    number INTEGER PRIMARY KEY,
    problem TEXT NOT NULL UNIQUE,      -- the task id; the rest is null until somebody has seen its page
    contest TEXT,
    label TEXT,
    title TEXT,
    url TEXT,
    contest_start TEXT,
    contest_end TEXT,
    statement_sha256 TEXT,
    difficulty REAL,                   -- AtCoder Problems' model, not clipped
    slope REAL,
    intercept REAL,
    is_experimental INTEGER,
    seen_at TEXT
) STRICT;

-- Everything but the problem and the number of the try that a model can be asked with.
CREATE TABLE cells (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    effort TEXT NOT NULL,
    language TEXT NOT NULL,
    statement_lang TEXT NOT NULL,
    prompt_version INTEGER NOT NULL,
    settings TEXT NOT NULL,
    UNIQUE (model, effort, language, statement_lang, prompt_version, settings)
) STRICT;

CREATE TABLE grades (
    attempt INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
    cell INTEGER NOT NULL REFERENCES cells(id),
    problem INTEGER NOT NULL REFERENCES problems(number),
    run INTEGER,
    source TEXT NOT NULL,
    repeat INTEGER NOT NULL,
    round INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    verdict TEXT,                      -- of the newest judgement
    likely TEXT,                       -- beyond the samples; UNKNOWN where that could not be told
    effort_honoured INTEGER,
    seconds REAL,
    first_token_s REAL,
    tokens_per_s REAL,
    reasoning_tokens INTEGER
) STRICT;

-- Cells that a batch stopped: BROKEN, or CONTEXT TOO SMALL, with the reason and its mend.
CREATE TABLE cell_states (
    model TEXT NOT NULL,
    effort TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (model, effort, language)
) STRICT;

-- What a model did at each problem, for those who open the log with other tools.
CREATE VIEW problem_results AS
SELECT c.model, c.effort, c.language, p.problem, p.label, p.title, round(p.difficulty) AS difficulty,
       count(*) AS attempts, sum(g.verdict IS 'AC') AS ac,
       group_concat(coalesce(g.verdict, g.outcome), ' ') AS results, round(avg(g.seconds), 1) AS mean_seconds
FROM grades g JOIN cells c ON c.id = g.cell JOIN problems p ON p.number = g.problem
WHERE g.round = 0 AND g.source IN ('solve', 'batch')
GROUP BY c.model, c.effort, c.language, p.number;

INSERT INTO problems (problem)
SELECT DISTINCT problem FROM attempts WHERE model IS NOT NULL;

INSERT INTO cells (model, effort, language, statement_lang, prompt_version, settings)
SELECT DISTINCT model, effort, language, statement_lang, prompt_version, settings FROM attempts WHERE model IS NOT NULL;

INSERT INTO grades
SELECT a.id, c.id, p.number, a.run, a.source, a.repeat, a.round, r.outcome,
       (SELECT verdict FROM judgements WHERE attempt = a.id ORDER BY id DESC LIMIT 1),
       (SELECT coalesce(verdict, 'UNKNOWN') FROM likely WHERE attempt = a.id),
       r.effort_honoured, r.seconds, r.first_token_s, r.tokens_per_s, r.reasoning_tokens
FROM attempts a
JOIN replies r ON r.attempt = a.id
JOIN problems p ON p.problem = a.problem
JOIN cells c ON c.model = a.model AND c.effort = a.effort AND c.language = a.language
    AND c.statement_lang = a.statement_lang AND c.prompt_version = a.prompt_version AND c.settings = a.settings;

-- No INSERT OR IGNORE: inside a trigger the outer statement's own conflict clause would replace it.
CREATE TRIGGER grade_reply AFTER INSERT ON replies
WHEN EXISTS (SELECT 1 FROM attempts WHERE id = NEW.attempt AND model IS NOT NULL)
BEGIN
    INSERT INTO problems (problem)
    SELECT a.problem FROM attempts a
    WHERE a.id = NEW.attempt AND NOT EXISTS (SELECT 1 FROM problems p WHERE p.problem = a.problem);
    INSERT INTO cells (model, effort, language, statement_lang, prompt_version, settings)
    SELECT a.model, a.effort, a.language, a.statement_lang, a.prompt_version, a.settings FROM attempts a
    WHERE a.id = NEW.attempt AND NOT EXISTS (
        SELECT 1 FROM cells c
        WHERE c.model = a.model AND c.effort = a.effort AND c.language = a.language
          AND c.statement_lang = a.statement_lang AND c.prompt_version = a.prompt_version
          AND c.settings = a.settings
    );
    INSERT INTO grades (attempt, cell, problem, run, source, repeat, round, outcome, effort_honoured, seconds,
                        first_token_s, tokens_per_s, reasoning_tokens)
    SELECT a.id, c.id, p.number, a.run, a.source, a.repeat, a.round, NEW.outcome, NEW.effort_honoured,
           NEW.seconds, NEW.first_token_s, NEW.tokens_per_s, NEW.reasoning_tokens
    FROM attempts a
    JOIN problems p ON p.problem = a.problem
    JOIN cells c ON c.model = a.model AND c.effort = a.effort AND c.language = a.language
        AND c.statement_lang = a.statement_lang AND c.prompt_version = a.prompt_version
        AND c.settings = a.settings
    WHERE a.id = NEW.attempt;
END;

CREATE TRIGGER grade_reply_again AFTER UPDATE ON replies
BEGIN
    UPDATE grades
    SET outcome = NEW.outcome, effort_honoured = NEW.effort_honoured, seconds = NEW.seconds,
        first_token_s = NEW.first_token_s, tokens_per_s = NEW.tokens_per_s,
        reasoning_tokens = NEW.reasoning_tokens
    WHERE attempt = NEW.attempt;
END;

CREATE TRIGGER grade_judgement AFTER INSERT ON judgements
BEGIN
    UPDATE grades SET verdict = NEW.verdict WHERE attempt = NEW.attempt;
END;

CREATE TRIGGER grade_likely AFTER INSERT ON likely
BEGIN
    UPDATE grades SET likely = coalesce(NEW.verdict, 'UNKNOWN') WHERE attempt = NEW.attempt;
END;

CREATE TRIGGER grade_likely_again AFTER UPDATE ON likely
BEGIN
    UPDATE grades SET likely = coalesce(NEW.verdict, 'UNKNOWN') WHERE attempt = NEW.attempt;
END;
