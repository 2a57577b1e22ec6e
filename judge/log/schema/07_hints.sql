-- Hints, which of them were seen, and what stays hidden while a learner is at a problem.

-- One level of a ladder of hints: the newest row of a problem, level and kind of learner is shown again.
CREATE TABLE hints (
    id INTEGER PRIMARY KEY,
    problem TEXT NOT NULL,
    statement_sha256 TEXT NOT NULL,    -- a corrected statement wants new hints
    level INTEGER NOT NULL,
    lang TEXT NOT NULL,
    simpler INTEGER NOT NULL,          -- how often simpler words were asked for
    rating INTEGER,                    -- whom it speaks to
    about TEXT NOT NULL,               -- SHA-256 of the learner's own program, or empty
    model TEXT NOT NULL,
    effort TEXT NOT NULL,
    attempt INTEGER,                   -- the hidden attempt it was written from
    verified INTEGER NOT NULL,         -- that attempt passed
    text TEXT,                         -- null: withheld
    reasons TEXT NOT NULL,             -- JSON list
    tries INTEGER NOT NULL,
    completion_tokens INTEGER,
    written_at TEXT NOT NULL
) STRICT;

CREATE INDEX hints_problem ON hints (problem, level);

CREATE TABLE hint_views (
    id INTEGER PRIMARY KEY,
    hint INTEGER NOT NULL REFERENCES hints(id) ON DELETE CASCADE,
    seen_at TEXT NOT NULL
) STRICT;

-- Problems whose hidden solutions somebody asked to see.
CREATE TABLE hint_reveals (
    problem TEXT PRIMARY KEY,
    revealed_at TEXT NOT NULL
) STRICT;

-- Solutions made for hints only: out of sight until the person has an AC on the problem, or asks to see them.
CREATE VIEW hidden_attempts AS
SELECT a.id FROM attempts a
WHERE a.source = 'hint'
  AND NOT EXISTS (SELECT 1 FROM hint_reveals v WHERE v.problem = a.problem)
  AND NOT EXISTS (
      SELECT 1 FROM attempts own
      WHERE own.problem = a.problem AND own.model IS NULL
        AND (SELECT verdict FROM judgements WHERE attempt = own.id ORDER BY id DESC LIMIT 1) = 'AC'
  );

CREATE INDEX attempts_for_hints ON attempts (id) WHERE source = 'hint';

DROP VIEW verdicts;

-- As before, without what is hidden.
CREATE VIEW verdicts AS
SELECT a.id, a.started_at, a.source, a.author, a.problem, a.effort, a.written_language AS language,
       r.outcome, j.verdict, j.cpu_s, j.peak_mib, r.seconds, r.first_token_s, r.tokens_per_s,
       r.prompt_tokens, r.reasoning_tokens, r.completion_tokens, a.repeat, a.round, a.notes
FROM attempts a
LEFT JOIN replies r ON r.attempt = a.id
LEFT JOIN judgements j ON j.id = (SELECT max(id) FROM judgements WHERE attempt = a.id)
WHERE a.source <> 'hint' OR a.id NOT IN (SELECT id FROM hidden_attempts);
