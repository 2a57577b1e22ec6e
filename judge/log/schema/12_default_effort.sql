-- The effort that sends nothing is called default; it was called none.

UPDATE attempts SET effort = 'default' WHERE effort = 'none';
UPDATE cells SET effort = 'default' WHERE effort = 'none';
UPDATE cell_states SET effort = 'default' WHERE effort = 'none';
UPDATE speeds SET effort = 'default' WHERE effort = 'none';
UPDATE hints SET effort = 'default' WHERE effort = 'none';
UPDATE race_lanes SET effort = 'default' WHERE effort = 'none';

UPDATE failed_tries SET record = json_set(record, '$.key.effort', 'default')
WHERE json_extract(record, '$.key.effort') = 'none';

UPDATE grade_changes SET changes = changes + 1;  -- reports read the cells again
