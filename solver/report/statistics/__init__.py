"""How sure the figures of a report are: pure functions of counts. scipy is only imported when needed."""
