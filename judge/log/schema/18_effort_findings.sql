-- In which dialect an effort has an effect, among which levels, and the rounds of an attestation under way.

ALTER TABLE attestations ADD COLUMN dialect TEXT;
ALTER TABLE attestations ADD COLUMN levels TEXT NOT NULL DEFAULT '["low", "medium", "high"]';

CREATE TABLE attestation_rounds (
    model TEXT NOT NULL,
    server TEXT NOT NULL,
    server_build TEXT NOT NULL,
    dialect TEXT NOT NULL,
    levels TEXT NOT NULL,              -- JSON
    number INTEGER NOT NULL,           -- of the question
    lengths TEXT NOT NULL,             -- JSON
    PRIMARY KEY (model, server, server_build, dialect, levels, number)
) STRICT, WITHOUT ROWID;
