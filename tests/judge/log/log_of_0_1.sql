BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'kyoso','first','2026-11-27 05:22:22.771618+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'kyoso','grades','2026-11-27 05:22:22.775784+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'kyoso','servers','2026-11-27 05:22:22.778522+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'kyoso','rejudging','2026-11-27 05:22:22.784552+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'kyoso','races','2026-11-27 05:22:22.790368+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'kyoso','grade_changes','2026-11-27 05:22:22.793700+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'kyoso','hints','2026-11-27 05:22:22.798935+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'kyoso','figures','2026-11-27 05:22:22.803028+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'kyoso','asked_with','2026-11-27 05:22:22.813957+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'kyoso','beyond','2026-11-27 05:22:22.819417+00:00');
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
INSERT INTO "attempts" VALUES(1,1,'batch','20b','kyoso_demo_a','20b','low','python','en',0,0,1,'{"max_tokens":5}','python','print(1)','2026-01-02T03:04:05.000000+00:00','[]');
INSERT INTO "attempts" VALUES(2,1,'batch','20b','kyoso_demo_a','20b','high','python','en',0,0,1,'{"max_tokens":5}','python','print(1)','2026-01-02T03:04:05.000000+00:00','[]');
INSERT INTO "attempts" VALUES(3,1,'batch','20b','kyoso_demo_a','20b','none','python','en',0,0,1,'{"max_tokens":5}',NULL,NULL,'2026-01-02T03:04:05.000000+00:00','[]');
INSERT INTO "attempts" VALUES(4,1,'solve','20b','kyoso_demo_a','20b','low','python','en',0,0,1,'{"max_tokens":5}','python','print(1)','2026-01-02T03:04:05.000000+00:00','[]');
INSERT INTO "attempts" VALUES(5,1,'solve','20b','kyoso_demo_a','20b','low','python','en',1,0,1,'{"max_tokens":5}','python','print(1)','2026-01-02T03:04:05.000000+00:00','[]');
INSERT INTO "attempts" VALUES(6,1,'hint','20b','kyoso_demo_a','20b','low','python','en',0,0,1,'{"max_tokens":5}','python','print(2)','2026-01-02T03:04:05.000000+00:00','[]');
INSERT INTO "attempts" VALUES(7,NULL,'judge','you','kyoso_demo_a',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'python','print(1)','2026-01-02T03:04:05.000000+00:00','[]');
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
INSERT INTO "attestations" VALUES(1,'openai/gpt-oss-20b','http://127.0.0.1:9','b1','honoured',1,'[[1, 2, 3]]','reasoning',0.01,NULL,'made for a test','2026-01-02T03:04:05.000000+00:00');
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
INSERT INTO "cases" VALUES(1,1,'1','AC','EXITED',0,NULL,0.01,0.02,9.5,'1
','',0,'differs');
INSERT INTO "cases" VALUES(2,1,'1','WA','EXITED',0,NULL,0.01,0.02,9.5,'1
','',0,'differs');
INSERT INTO "cases" VALUES(3,1,'1','AC','EXITED',0,NULL,0.01,0.02,9.5,'1
','',0,'differs');
INSERT INTO "cases" VALUES(4,1,'1','AC','EXITED',0,NULL,0.01,0.02,9.5,'1
','',0,'differs');
INSERT INTO "cases" VALUES(5,1,'1','AC','EXITED',0,NULL,0.01,0.02,9.5,'1
','',0,'differs');
INSERT INTO "cases" VALUES(6,1,'1','WA','EXITED',0,NULL,0.01,0.02,9.5,'1
','',0,'differs');
CREATE TABLE cell_states (
    model TEXT NOT NULL,
    effort TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (model, effort, language)
) STRICT;
INSERT INTO "cell_states" VALUES('20b','none','python','BROKEN','made for a test','2026-01-02T03:04:05.000000+00:00');
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
INSERT INTO "cells" VALUES(1,'20b','low','python','en',1,'{"max_tokens":5}');
INSERT INTO "cells" VALUES(2,'20b','high','python','en',1,'{"max_tokens":5}');
INSERT INTO "cells" VALUES(3,'20b','none','python','en',1,'{"max_tokens":5}');
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
INSERT INTO "failed_tries" VALUES(1,5,'solve','kyoso_demo_a','20b','2026-01-02T03:04:05.000000+00:00','IE','{"id": 5, "source": "solve", "author": "20b", "problem": "kyoso_demo_a", "key": {"problem": "kyoso_demo_a", "model": "20b", "effort": "low", "language": "python", "statement_lang": "en", "repeat": 1, "round": 0, "prompt_version": 1, "settings": {"max_tokens": 5}}, "reply": {"outcome": "ANSWERED", "text": "```python\nprint(1)\n```", "reasoning": "thinking", "finish": "stop", "prompt_tokens": 9, "reasoning_tokens": 70, "completion_tokens": 100, "queue_s": null, "first_token_s": 0.5, "seconds": 2.0, "tokens_per_s": 50.0, "model": "x", "server": "http://s", "server_build": "b1", "effort_honoured": true, "seed": null}, "submission": {"language": "python", "source": "print(1)"}, "judgement": {"verdict": "IE", "cases": [{"name": "1", "verdict": "IE", "run": {"ending": "EXITED", "exit_code": 0, "signal": null, "cpu_s": 0.01, "wall_s": 0.02, "peak_mib": 9.5, "stdout": "1\n", "stderr": "", "truncated": false}, "note": "differs"}], "compile_output": "", "cpu_s": 0.01, "peak_mib": 9.5, "sandbox": "box", "compiler": "Py"}, "likely": null, "started_at": "2026-01-02T03:04:05.000000+00:00", "notes": []}');
CREATE TABLE grade_changes (changes INTEGER NOT NULL) STRICT;
INSERT INTO "grade_changes" VALUES(1);
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
INSERT INTO "grades" VALUES(1,1,1,1,'batch',0,0,'ANSWERED','AC','AC',1,2.0,0.5,50.0,70);
INSERT INTO "grades" VALUES(2,2,1,1,'batch',0,0,'ANSWERED','WA',NULL,1,2.0,0.5,50.0,70);
INSERT INTO "grades" VALUES(3,3,1,1,'batch',0,0,'TRUNCATED',NULL,NULL,1,2.0,0.5,50.0,70);
INSERT INTO "grades" VALUES(4,1,1,1,'solve',0,0,'ANSWERED','AC',NULL,1,2.0,0.5,50.0,70);
INSERT INTO "grades" VALUES(5,1,1,1,'solve',1,0,'ANSWERED','AC',NULL,1,2.0,0.5,50.0,70);
INSERT INTO "grades" VALUES(6,1,1,1,'hint',0,0,'ANSWERED','AC',NULL,1,2.0,0.5,50.0,70);
CREATE TABLE hint_reveals (
    problem TEXT PRIMARY KEY,
    revealed_at TEXT NOT NULL
) STRICT;
CREATE TABLE hint_views (
    id INTEGER PRIMARY KEY,
    hint INTEGER NOT NULL REFERENCES hints(id) ON DELETE CASCADE,
    seen_at TEXT NOT NULL
) STRICT;
INSERT INTO "hint_views" VALUES(1,1,'2026-01-02T03:04:05.000000+00:00');
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
INSERT INTO "hints" VALUES(1,'kyoso_demo_a','e866911eeb345ac1716f02555d208a49148d30072a69b86dfe00483bd90e0e42',1,'en',0,NULL,'','20b','low',6,1,'Read the three numbers.','[]',1,NULL,'2026-01-02T03:04:05.000000+00:00');
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
, written_language TEXT, code, extraction_version INTEGER, checker TEXT);
INSERT INTO "judgements" VALUES(1,1,'AC','',0.01,9.5,'box','Py','2026-01-02T03:04:05.000000+00:00',NULL,NULL,NULL,NULL);
INSERT INTO "judgements" VALUES(2,2,'WA','',0.01,9.5,'box','Py','2026-01-02T03:04:05.000000+00:00',NULL,NULL,NULL,NULL);
INSERT INTO "judgements" VALUES(3,4,'AC','',0.01,9.5,'box','Py','2026-01-02T03:04:05.000000+00:00',NULL,NULL,NULL,NULL);
INSERT INTO "judgements" VALUES(4,5,'AC','',0.01,9.5,'box','Py','2026-01-02T03:04:05.000000+00:00',NULL,NULL,NULL,NULL);
INSERT INTO "judgements" VALUES(5,6,'AC','',0.01,9.5,'box','Py','2026-01-02T03:04:05.000000+00:00',NULL,NULL,NULL,NULL);
INSERT INTO "judgements" VALUES(6,7,'WA','',0.01,9.5,'box','Py','2026-01-02T03:04:05.000000+00:00',NULL,NULL,NULL,NULL);
CREATE TABLE likely (
    attempt INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
    verdict TEXT,                      -- null: UNKNOWN
    case_name TEXT,
    confidence REAL,
    computed_at TEXT NOT NULL
, detail TEXT) STRICT;
INSERT INTO "likely" VALUES(1,'AC','big',0.9,'2026-01-02T03:04:05.000000+00:00','');
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
, model_file TEXT, digest TEXT) STRICT;
INSERT INTO "models" VALUES('20b','openai/gpt-oss-20b',NULL,'http://127.0.0.1:9',NULL,'MXFP4',NULL,NULL,NULL,'2026-01-02T03:04:05.000000+00:00',NULL,NULL);
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
INSERT INTO "naive_programs" VALUES(1,'kyoso_demo_a','e866911eeb345ac1716f02555d208a49148d30072a69b86dfe00483bd90e0e42','20b','python','print(1)','[]','2026-01-02T03:04:05.000000+00:00');
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
, has_figures INTEGER) STRICT;
INSERT INTO "problems" VALUES(1,'kyoso_demo_a','kyoso_demo','A','Three Numbers','https://atcoder.jp/contests/kyoso_demo/tasks/kyoso_demo_a','2024-01-06T12:00:00.000000+00:00','2024-01-06T13:40:00.000000+00:00','e866911eeb345ac1716f02555d208a49148d30072a69b86dfe00483bd90e0e42',400.0,-0.0008,7.0,0,'2026-01-02T03:04:05.000000+00:00',0);
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
INSERT INTO "race_lanes" VALUES(1,0,'you','you',NULL,NULL,'solved',100,61.0,0,0.0,1,0.0,0,0.0,1);
INSERT INTO "race_lanes" VALUES(1,1,'model','20b','low',NULL,'no_ac',0,NULL,2,0.0,0,0.0,300,0.0,0);
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
INSERT INTO "race_submissions" VALUES(1,0,1,'kyoso_demo_a',61.0,'AC','AC',1);
INSERT INTO "race_submissions" VALUES(1,1,1,'kyoso_demo_a',61.0,'WA',NULL,1);
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
INSERT INTO "races" VALUES(1,1,'kyoso_demo',1,300.0,0.0,90.0,'[{"problem": "kyoso_demo_a", "label": "A", "points": 100, "difficulty": 400.0}]','2026-01-02T03:04:05.000000+00:00','2026-01-02T03:04:05.000000+00:00');
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
, seed INTEGER, statement_sha256 TEXT);
INSERT INTO "replies" VALUES(1,'ANSWERED','```python
print(1)
```','thinking','stop',9,70,100,NULL,0.5,2.0,50.0,'x','http://s','b1',1,'[{"role": "user", "content": "Add."}]',NULL,'0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "replies" VALUES(2,'ANSWERED','```python
print(1)
```','thinking','stop',9,70,100,NULL,0.5,2.0,50.0,'x','http://s','b1',1,'[{"role": "user", "content": "Add."}]',NULL,'0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "replies" VALUES(3,'TRUNCATED','```python
print(1)
```','thinking','stop',9,70,100,NULL,0.5,2.0,50.0,'x','http://s','b1',1,'[{"role": "user", "content": "Add."}]',NULL,'0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "replies" VALUES(4,'ANSWERED','```python
print(1)
```','thinking','stop',9,70,100,NULL,0.5,2.0,50.0,'x','http://s','b1',1,'[{"role": "user", "content": "Add."}]',NULL,'0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "replies" VALUES(5,'ANSWERED','```python
print(1)
```','thinking','stop',9,70,100,NULL,0.5,2.0,50.0,'x','http://s','b1',1,'[{"role": "user", "content": "Add."}]',NULL,'0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "replies" VALUES(6,'ANSWERED','```python
print(1)
```','thinking','stop',9,70,100,NULL,0.5,2.0,50.0,'x','http://s','b1',1,'[{"role": "user", "content": "Add."}]',NULL,'0000000000000000000000000000000000000000000000000000000000000000');
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
        ;
INSERT INTO "run_models" VALUES(1,'20b','openai/gpt-oss-20b',NULL,'http://127.0.0.1:9',NULL,NULL,NULL,'MXFP4',NULL,NULL,NULL,'2026-01-02T03:04:05.000000+00:00');
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    manifest TEXT NOT NULL             -- JSON: versions, sandbox, request settings
) STRICT;
INSERT INTO "runs" VALUES(1,'batch','2026-01-02T03:04:05.000000+00:00','2026-01-02T03:04:05.000000+00:00','{"plan": "made for a test", "seed": 7}');
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
INSERT INTO "speeds" VALUES(1,'openai/gpt-oss-20b','http://127.0.0.1:9','b1','a machine',NULL,32768,1,'low','short',10,20,0.1,0.05,50.0,3,'','2026-01-02T03:04:05.000000+00:00');
CREATE TABLE trials (
    attempt INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
    problem TEXT NOT NULL,
    author TEXT NOT NULL,
    alone TEXT NOT NULL,               -- JSON: what is likely without the others
    answers TEXT NOT NULL              -- JSON: name, SHA-256 and size of each small input, and what was written
) STRICT;
INSERT INTO "trials" VALUES(1,'kyoso_demo_a','20b','{"verdict": "AC", "case_name": null, "confidence": 0.9, "detail": "agrees"}','[["small-1", "0000000000000000", 2, "1"]]');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX attempts_key ON attempts
    (source, problem, model, effort, language, statement_lang, repeat, round, prompt_version, settings)
    WHERE model IS NOT NULL;
CREATE INDEX attempts_problem ON attempts (problem);
CREATE INDEX judgements_attempt ON judgements (attempt);
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
CREATE VIEW problem_results AS
SELECT c.model, c.effort, c.language, p.problem, p.label, p.title, round(p.difficulty) AS difficulty,
       count(*) AS attempts, sum(g.verdict IS 'AC') AS ac,
       group_concat(coalesce(g.verdict, g.outcome), ' ') AS results, round(avg(g.seconds), 1) AS mean_seconds
FROM grades g JOIN cells c ON c.id = g.cell JOIN problems p ON p.number = g.problem
WHERE g.round = 0 AND g.source IN ('solve', 'batch')
GROUP BY c.model, c.effort, c.language, p.number;
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
CREATE INDEX attestations_model ON attestations (model, server, server_build);
CREATE TRIGGER grade_changed AFTER UPDATE ON grades WHEN OLD.attempt < (SELECT max(attempt) FROM grades)
        BEGIN UPDATE grade_changes SET changes = changes + 1; END;
CREATE TRIGGER grade_deleted AFTER DELETE ON grades
        BEGIN UPDATE grade_changes SET changes = changes + 1; END;
CREATE INDEX hints_problem ON hints (problem, level);
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
CREATE VIEW verdicts AS
SELECT a.id, a.started_at, a.source, a.author, a.problem, a.effort, a.written_language AS language,
       r.outcome, j.verdict, j.cpu_s, j.peak_mib, r.seconds, r.first_token_s, r.tokens_per_s,
       r.prompt_tokens, r.reasoning_tokens, r.completion_tokens, a.repeat, a.round, a.notes
FROM attempts a
LEFT JOIN replies r ON r.attempt = a.id
LEFT JOIN judgements j ON j.id = (SELECT max(id) FROM judgements WHERE attempt = a.id)
WHERE a.source <> 'hint' OR a.id NOT IN (SELECT id FROM hidden_attempts);
CREATE INDEX trials_problem ON trials (problem);
CREATE INDEX naive_programs_problem ON naive_programs (problem);
COMMIT;
