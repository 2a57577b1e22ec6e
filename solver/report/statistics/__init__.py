"""How sure the figures of a report are. Pure functions of counts; scipy and numpy are imported when they are needed."""
