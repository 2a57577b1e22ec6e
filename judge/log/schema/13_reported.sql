-- What AtCoder reported of a submission, under that name.

ALTER TABLE race_submissions RENAME COLUMN said TO reported;
