-- What each question was asked with, and what a run was told of its models: `models` has the newest only.

ALTER TABLE replies ADD COLUMN seed INTEGER;
ALTER TABLE replies ADD COLUMN statement_sha256 TEXT;  -- null: asked before this was kept
ALTER TABLE models ADD COLUMN model_file TEXT;
ALTER TABLE models ADD COLUMN digest TEXT;

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
) STRICT;
