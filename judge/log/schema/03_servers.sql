-- Findings about efforts, and speeds.

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
