-- The settings that a model was loaded with, and how much of a prompt its server had in its cache.

ALTER TABLE models ADD COLUMN load TEXT;  -- JSON object
ALTER TABLE run_models ADD COLUMN load TEXT;
ALTER TABLE speeds ADD COLUMN load TEXT;
ALTER TABLE replies ADD COLUMN cached_tokens INTEGER;

CREATE INDEX replies_cached ON replies (cached_tokens, prompt_tokens) WHERE cached_tokens > 0;
