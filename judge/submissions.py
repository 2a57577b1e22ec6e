"""Reads a person's program from a file."""

from gettext import gettext as _
from pathlib import Path

from judge.errors import SourceUnreadable, UnknownLanguage
from judge.judgement import Submission
from judge.languages import LANGUAGES, by_ending
from judge.wording import cause

LONGEST_BYTES = 8 << 20  # so that an endless file is refused


def read_submission(path: Path, language: str | None = None) -> Submission:
    """The file as a submission in the given language, or else in the one that its extension implies.

    Raises SourceUnreadable and UnknownLanguage.
    """
    try:
        with path.open("rb") as file:  # it may be a pipe
            content = file.read(LONGEST_BYTES + 1)
    except OSError as error:
        raise SourceUnreadable(_("{path} cannot be read: {error}").format(path=path, error=cause(error))) from error
    if len(content) > LONGEST_BYTES:
        text = _("{path} is longer than {mib} MiB: AtCoder takes no more than half of one")
        raise SourceUnreadable(text.format(path=path, mib=LONGEST_BYTES >> 20))
    return as_submission(str(path), content, language)


def as_submission(path: str, content: bytes, language: str | None = None) -> Submission:
    """The submission in a file of that name. Raises UnknownLanguage."""
    known = LANGUAGES.get(language or "") or by_ending(path)
    if known is None:
        endings = " ".join(ending for row in LANGUAGES.values() for ending in row.endings)
        raise UnknownLanguage(
            _("{path}: the ending does not tell the language; use --language, or one of {endings}").format(
                path=path, endings=endings
            )
        )
    return Submission(known.key, content.decode("utf-8", "surrogateescape"))
