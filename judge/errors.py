"""What can go wrong around the judge. What code earned is a Judgement, never one of these.

JudgeError
├── UnknownLanguage    the file's ending and the options do not tell the language
├── SourceUnreadable   the file cannot be read
├── LogUnavailable     the log cannot be opened or written: disk full, no permission, not a database
├── RowRefused         a value is too long, too large or of the wrong kind for the log
├── KeyTaken           the log already holds an attempt under this key
└── CalibrationFailed  a program for comparing times cannot be run here, or its time cannot be right
"""


class JudgeError(Exception):
    """Base of all errors of this package; its text is one line for a person, with the next step."""


class UnknownLanguage(JudgeError):
    """The file's ending and the options do not tell the language."""


class SourceUnreadable(JudgeError):
    """The file cannot be read."""


class LogUnavailable(JudgeError):
    """The log cannot be opened or written."""


class RowRefused(JudgeError):
    """A row holds a value that the log cannot: too large, no text, or missing."""


class KeyTaken(JudgeError):
    """The log already holds an attempt under this key, and it is not to be tried again."""


class CalibrationFailed(JudgeError):
    """A program for comparing times with AtCoder's cannot be run here, or its time cannot be right."""
