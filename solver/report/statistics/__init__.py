"""How sure the figures of a report are. Pure functions of counts; scipy is imported when it is needed."""
