"""The race: a person, models and ghosts solve the same past problems against one clock."""
