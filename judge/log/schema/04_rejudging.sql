-- What a later judgement was made from, where that may differ from the attempt's own.

ALTER TABLE judgements ADD COLUMN written_language TEXT;  -- null, and so is code: the program is the attempt's own
ALTER TABLE judgements ADD COLUMN code;
ALTER TABLE judgements ADD COLUMN extraction_version INTEGER;
ALTER TABLE judgements ADD COLUMN checker TEXT;
