"""The tables and views of the log, as migrations: each is applied once, in this order, and never edited afterwards."""

from judge.log.sqlite import Database, Migrations

migrations = Migrations("kyoso")

KEY_COLUMNS = (
    "problem",
    "label",
    "effort",
    "language",
    "statement_lang",
    "repeat",
    "round",
    "prompt_version",
    "settings",
)

# Columns for what a program printed or a model wrote have no declared type: text where it is UTF-8 without NUL, else
# bytes.
_FIRST = """
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
"""


# What a report reads. Attempts hold code and replies hold reasoning, so reading a million of them takes minutes; grades
# holds one narrow row for each and is kept by triggers, whoever writes the log.
_GRADES = """
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
"""

_GRADE_TRIGGERS = (
    # No INSERT OR IGNORE: inside a trigger the outer statement's own conflict clause would replace it.
    """
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
    END
    """,
    """
    CREATE TRIGGER grade_reply_again AFTER UPDATE ON replies
    BEGIN
        UPDATE grades
        SET outcome = NEW.outcome, effort_honoured = NEW.effort_honoured, seconds = NEW.seconds,
            first_token_s = NEW.first_token_s, tokens_per_s = NEW.tokens_per_s,
            reasoning_tokens = NEW.reasoning_tokens
        WHERE attempt = NEW.attempt;
    END
    """,
    """
    CREATE TRIGGER grade_judgement AFTER INSERT ON judgements
    BEGIN
        UPDATE grades SET verdict = NEW.verdict WHERE attempt = NEW.attempt;
    END
    """,
    """
    CREATE TRIGGER grade_likely AFTER INSERT ON likely
    BEGIN
        UPDATE grades SET likely = coalesce(NEW.verdict, 'UNKNOWN') WHERE attempt = NEW.attempt;
    END
    """,
    """
    CREATE TRIGGER grade_likely_again AFTER UPDATE ON likely
    BEGIN
        UPDATE grades SET likely = coalesce(NEW.verdict, 'UNKNOWN') WHERE attempt = NEW.attempt;
    END
    """,
)


_SERVERS = """
-- Whether asking for an effort has an effect; the newest row of a model, server and build holds.
CREATE TABLE attestations (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,               -- as the server names it
    server TEXT NOT NULL,
    server_build TEXT NOT NULL,        -- empty where the server does not tell
    finding TEXT NOT NULL,
    honoured INTEGER,
    rounds TEXT NOT NULL,              -- JSON: tokens at low, medium and high for each question
    counted TEXT NOT NULL,
    p REAL,
    rendered INTEGER,
    why TEXT NOT NULL,
    attested_at TEXT NOT NULL
) STRICT;
CREATE INDEX attestations_model ON attestations (model, server, server_build);

CREATE TABLE speeds (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    server TEXT NOT NULL,
    server_build TEXT NOT NULL,
    machine TEXT NOT NULL,
    quantization TEXT,
    context_tokens INTEGER,
    slots INTEGER,
    effort TEXT NOT NULL,
    prompt TEXT NOT NULL,              -- short or long
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    first_token_s REAL,
    prefill_s REAL,
    tokens_per_s REAL,
    runs INTEGER NOT NULL,
    why TEXT NOT NULL,
    measured_at TEXT NOT NULL
) STRICT;
"""


_RACES = """
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
"""


_HINTS = """
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
"""


_TRIALS = """
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
"""


_PROBLEM_RESULTS = """
CREATE VIEW problem_results AS
SELECT c.label AS model, c.effort, c.language, p.problem, p.label, p.title, round(p.difficulty) AS difficulty,
       count(*) AS attempts, sum(g.verdict IS 'AC') AS ac,
       group_concat(coalesce(g.verdict, g.outcome), ' ') AS results, round(avg(g.seconds), 1) AS mean_seconds
FROM grades g JOIN cells c ON c.id = g.cell JOIN problems p ON p.number = g.problem
WHERE g.round = 0 AND g.source IN ('solve', 'batch')
GROUP BY c.label, c.effort, c.language, p.number
"""


@migrations()
def first(db: Database) -> None:
    """The log as of version 0.1."""
    for statement in _statements(_FIRST):
        db.execute(statement)


@migrations()
def grades(db: Database) -> None:
    """Problems, cells and grades for the report, and the states that a batch gives to cells."""
    for statement in (*_statements(_GRADES), *_GRADE_TRIGGERS):
        db.execute(statement)


@migrations()
def servers(db: Database) -> None:
    """Findings about efforts, and speeds."""
    for statement in _statements(_SERVERS):
        db.execute(statement)


@migrations()
def rejudging(db: Database) -> None:
    """What a later judgement was made from, where that may differ from the attempt's own."""
    for column in (
        "written_language TEXT",  # null, and so is code: the program is the attempt's own
        "code",
        "extraction_version INTEGER",
        "checker TEXT",
    ):
        db.execute(f"ALTER TABLE judgements ADD COLUMN {column}")


@migrations()
def races(db: Database) -> None:
    """Races with their lanes and what was submitted in them."""
    for statement in _statements(_RACES):
        db.execute(statement)


@migrations()
def grade_changes(db: Database) -> None:
    """Counts changes of grades, so that a report may keep what it has read; the newest row is still being made."""
    for statement in (
        "CREATE TABLE grade_changes (changes INTEGER NOT NULL) STRICT",
        "INSERT INTO grade_changes VALUES (0)",
        """
        CREATE TRIGGER grade_changed AFTER UPDATE ON grades WHEN OLD.attempt < (SELECT max(attempt) FROM grades)
        BEGIN UPDATE grade_changes SET changes = changes + 1; END
        """,
        """
        CREATE TRIGGER grade_deleted AFTER DELETE ON grades
        BEGIN UPDATE grade_changes SET changes = changes + 1; END
        """,
    ):
        db.execute(statement)


@migrations()
def hints(db: Database) -> None:
    """Hints, which of them were seen, and what stays hidden while a learner is at a problem."""
    for statement in _statements(_HINTS):
        db.execute(statement)


@migrations()
def figures(db: Database) -> None:
    """Which problems have pictures that a model does not see."""
    db.execute("ALTER TABLE problems ADD COLUMN has_figures INTEGER")


@migrations()
def asked_with(db: Database) -> None:
    """What each question was asked with, and what a run was told of its models: `models` has the newest only."""
    for statement in (
        "ALTER TABLE replies ADD COLUMN seed INTEGER",
        "ALTER TABLE replies ADD COLUMN statement_sha256 TEXT",  # null: asked before this was kept
        "ALTER TABLE models ADD COLUMN model_file TEXT",
        "ALTER TABLE models ADD COLUMN digest TEXT",
        """
        CREATE TABLE run_models (
            run INTEGER NOT NULL REFERENCES runs(id),
            label TEXT NOT NULL,
            requested TEXT NOT NULL,
            reported TEXT,
            server TEXT NOT NULL,
            server_build TEXT,
            model_file TEXT,
            digest TEXT,
            quantization TEXT,
            size_bytes INTEGER,
            context_tokens INTEGER,
            machine TEXT,
            seen_at TEXT NOT NULL,
            PRIMARY KEY (run, label)
        ) STRICT
        """,
    ):
        db.execute(statement)


@migrations()
def beyond(db: Database) -> None:
    """Why something is likely, and what each program answered to a problem's small inputs."""
    db.execute("ALTER TABLE likely ADD COLUMN detail TEXT")
    for statement in _statements(_TRIALS):
        db.execute(statement)


@migrations()
def labels(db: Database) -> None:
    """Our own word for a build is its label; `model` is what a server calls it (replies, attestations, speeds)."""
    # The rename rewrites triggers, indexes and the other views; this one's own column would be renamed with them.
    db.execute("DROP VIEW problem_results")
    for table in ("attempts", "cells", "cell_states", "failed_tries", "hints"):
        db.execute(f"ALTER TABLE {table} RENAME COLUMN model TO label")
    db.execute(_PROBLEM_RESULTS)


@migrations()
def default_effort(db: Database) -> None:
    """The effort that sends nothing is called default; it was called none."""
    for table in ("attempts", "cells", "cell_states", "speeds", "hints", "race_lanes"):
        db.execute(f"UPDATE {table} SET effort = 'default' WHERE effort = 'none'")
    db.execute(
        """UPDATE failed_tries SET record = json_set(record, '$.key.effort', 'default')
        WHERE json_extract(record, '$.key.effort') = 'none'"""
    )
    db.execute("UPDATE grade_changes SET changes = changes + 1")  # reports read the cells again


@migrations()
def reported(db: Database) -> None:
    """What AtCoder reported of a submission, under that name."""
    db.execute("ALTER TABLE race_submissions RENAME COLUMN said TO reported")


@migrations()
def asked_how(db: Database) -> None:
    """In which dialect a server was asked, what carried the effort, and whether we ended the thinking."""
    for statement in (
        "ALTER TABLE replies ADD COLUMN dialect TEXT",
        "ALTER TABLE replies ADD COLUMN effort_sent TEXT",  # JSON object
        "ALTER TABLE replies ADD COLUMN forced INTEGER",
        "CREATE INDEX replies_forced ON replies (attempt) WHERE forced",
    ):
        db.execute(statement)


@migrations()
def evidence(db: Database) -> None:
    """What stands behind a likely verdict in numbers, and who understood the input format."""
    db.execute("ALTER TABLE likely ADD COLUMN source TEXT")  # reader, model; null: not known
    db.execute("ALTER TABLE likely ADD COLUMN evidence TEXT")  # JSON; null: written before it was kept


@migrations()
def tool_checks(db: Database) -> None:
    """How reliably each model called tools."""
    db.execute(
        """CREATE TABLE tool_checks (
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
        ) STRICT"""
    )


@migrations()
def race_timelines(db: Database) -> None:
    """What each race looked like, moment by moment."""
    db.execute(
        """CREATE TABLE race_timelines (
            race INTEGER PRIMARY KEY REFERENCES races(id) ON DELETE CASCADE,
            timeline BLOB NOT NULL             -- JSON, packed with zlib: solver.race.timeline
        ) STRICT"""
    )


@migrations()
def effort_findings(db: Database) -> None:
    """In which dialect an effort has an effect, among which levels, and the rounds of an attestation under way."""
    for statement in (
        "ALTER TABLE attestations ADD COLUMN dialect TEXT",
        """ALTER TABLE attestations ADD COLUMN levels TEXT NOT NULL DEFAULT '["low", "medium", "high"]'""",
        """
        CREATE TABLE attestation_rounds (
            model TEXT NOT NULL,
            server TEXT NOT NULL,
            server_build TEXT NOT NULL,
            dialect TEXT NOT NULL,
            levels TEXT NOT NULL,              -- JSON
            number INTEGER NOT NULL,           -- of the question
            lengths TEXT NOT NULL,             -- JSON
            PRIMARY KEY (model, server, server_build, dialect, levels, number)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.execute(statement)


@migrations()
def loaded_with(db: Database) -> None:
    """The settings that a model was loaded with, and how much of a prompt its server had in its cache."""
    for statement in (
        "ALTER TABLE models ADD COLUMN load TEXT",  # JSON object
        "ALTER TABLE run_models ADD COLUMN load TEXT",
        "ALTER TABLE speeds ADD COLUMN load TEXT",
        "ALTER TABLE replies ADD COLUMN cached_tokens INTEGER",
        "CREATE INDEX replies_cached ON replies (cached_tokens, prompt_tokens) WHERE cached_tokens > 0",
    ):
        db.execute(statement)


@migrations()
def choices(db: Database) -> None:
    """What a batch that decides chooses from, and the blocks that it has chosen."""
    for statement in (
        """
        CREATE TABLE choice_plans (
            id INTEGER PRIMARY KEY,
            cells TEXT NOT NULL,               -- JSON: name, label, effort, language of each
            problems TEXT NOT NULL,            -- JSON
            terms TEXT NOT NULL,               -- JSON: between, error, smallest, seed
            difficulties TEXT NOT NULL,        -- JSON, in the order of problems
            UNIQUE (cells, problems, terms)
        ) STRICT
        """,
        """
        CREATE TABLE choice_blocks (
            plan INTEGER NOT NULL REFERENCES choice_plans(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            problems TEXT NOT NULL,            -- JSON, the most telling first
            cells TEXT NOT NULL,               -- JSON: the names of those that are asked
            PRIMARY KEY (plan, number)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    """The script's statements one by one: executescript() would end the migration's transaction."""
    return [part for part in script.split(";\n") if part.strip()]


MIGRATION_NAMES = frozenset(each.name for each in migrations.pending(Database(memory=True)))
