"""Errors of this package. A verdict on code is a Judgement, never an error.

JudgeError
├── UnknownLanguage    neither the file extension nor the options tell the language
├── SourceUnreadable   the file cannot be read
├── LogUnavailable     the log cannot be opened or written: disk full, no permission, not a database
├── RowRefused         a value is too long, too large or of the wrong kind for the log
├── KeyTaken           the log already holds an attempt under this key
└── CalibrationFailed  a calibration program cannot be run here, or its time cannot be right
"""


class JudgeError(Exception):
    """Base of all errors of this package; the text is one line for the user, with the next step."""


class UnknownLanguage(JudgeError):
    """Neither the file extension nor the options tell the language."""


class SourceUnreadable(JudgeError):
    """The file cannot be read."""


class LogUnavailable(JudgeError):
    """The log cannot be opened or written."""


class RowRefused(JudgeError):
    """A row holds a value that the log cannot store: too large, not text, or missing."""


class KeyTaken(JudgeError):
    """The log already holds an attempt under this key that is not to be tried again."""


class CalibrationFailed(JudgeError):
    """A calibration program cannot be run here, or its time cannot be right."""
