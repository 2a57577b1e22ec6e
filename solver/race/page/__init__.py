"""The race's live page: statement, clock, lanes and the failing case, on this machine or for one in the house."""
