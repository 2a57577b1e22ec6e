"""Translates English messages of the system, of libraries and of older log rows for the reader.

The catalogue holds these texts; this finds the one that a message contains, without its number and path, or with other
values filled in. Unknown messages are shown as they are.
"""

import errno
import gettext
import re
import tomllib
from contextvars import ContextVar
from functools import lru_cache
from json import JSONDecodeError
from typing import Protocol


class Translations(Protocol):
    """A source of translations: the gettext module, or one of its translations."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, singular: str, plural: str, number: int, /) -> str: ...


# The reader's language; set while making a page for a reader who chose another one.
SPOKEN: ContextVar[Translations] = ContextVar("spoken", default=gettext)


def N_(text: str) -> str:
    """Marks a text for the catalogue; it is translated where it is shown."""
    return text


# By number, because not every system's library words all of them alike.
_BY_NUMBER = {
    errno.EPERM: N_("Operation not permitted"),
    errno.ENOENT: N_("No such file or directory"),
    errno.EIO: N_("Input/output error"),
    errno.ENOEXEC: N_("Exec format error"),
    errno.ENOMEM: N_("Cannot allocate memory"),
    errno.EACCES: N_("Permission denied"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.EEXIST: N_("File exists"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.EISDIR: N_("Is a directory"),
    errno.EMFILE: N_("Too many open files"),
    errno.EFBIG: N_("File too large"),
    errno.ENOSPC: N_("No space left on device"),
    errno.EROFS: N_("Read-only file system"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.ELOOP: N_("Too many levels of symbolic links"),
    errno.EDQUOT: N_("Disk quota exceeded"),
    errno.EADDRINUSE: N_("Address already in use"),
    errno.EADDRNOTAVAIL: N_("Cannot assign requested address"),
    errno.ENETUNREACH: N_("Network is unreachable"),
    errno.ECONNRESET: N_("Connection reset by peer"),
    errno.ECONNREFUSED: N_("Connection refused"),
    errno.ETIMEDOUT: N_("Connection timed out"),
    errno.EHOSTUNREACH: N_("No route to host"),
    errno.ESTALE: N_("Stale file handle"),
}

# Names in braces stand for numbers and quotations.
_TEXTS = (
    # The resolver, and httpx.
    N_("Name or service not known"),
    N_("Temporary failure in name resolution"),
    N_("All connection attempts failed"),
    N_("Server disconnected without sending a response."),
    N_("peer closed connection without sending complete message body (incomplete chunked read)"),
    # SQLite.
    N_("database is locked"),
    N_("database or disk is full"),
    N_("database disk image is malformed"),
    N_("disk I/O error"),
    N_("file is not a database"),
    N_("unable to open database file"),
    N_("attempt to write a readonly database"),
    # tomllib.
    N_("Invalid value"),
    N_("Invalid statement"),
    N_("Invalid initial character for a key part"),
    N_("Expected '=' after a key in a key/value pair"),
    N_("Expected newline or end of document after a statement"),
    N_("Expected ']' at the end of a table declaration"),
    N_("Expected ']]' at the end of an array declaration"),
    N_("Cannot overwrite a value"),
    N_("Unclosed array"),
    N_("Unclosed inline table"),
    N_("Unterminated string"),
    N_("Unescaped '\\' in a string"),
    N_("Invalid hex value"),
    N_("Invalid date or datetime"),
    N_("Illegal character {character}"),
    N_("Found invalid character {character}"),
    N_("Duplicate inline table key {key}"),
    N_("Cannot redefine namespace {key}"),
    N_("Cannot mutate immutable namespace {key}"),
    N_("Cannot declare {key} twice"),
    # How a sandbox describes itself.
    N_("{sandbox} on {system}, memory by a control group"),
    N_("{sandbox} on {system}, memory by a systemd scope"),
    N_("{sandbox} on {system}, memory by RLIMIT_AS"),
    # Why an answer did not come, in the words of solver.models.
    N_("nothing came for {seconds} s"),
    N_("the answer was not complete within {seconds} s"),
    N_("only {tokens} tokens came in {seconds} s"),
    N_("the stream ended without a finish"),
    N_("the stream ended with nothing in it; the server's log may say why, a prompt longer than its context perhaps"),
    N_("a line of more than {mib} MiB"),
    N_("an answer of more than {mib} MiB"),
    N_("an answer in one piece of more than {mib} MiB"),
    N_("an answer packed as {encoding}, which was not asked for"),
    N_("no event stream but {text}"),
    N_("the loaded context is {tokens} tokens"),
    N_("the prompt does not fit"),
    # Why a model's generator of inputs is not used.
    N_("no two whole programs came"),
    N_("the validator refuses sample {name}"),
    N_("the validator accepts {count} of {total} broken samples"),
    N_("the generator fails for {kind} {seed}"),
    N_("the validator refuses the generator's input for {kind} {seed}"),
    N_("only {count} of {total} small inputs differ"),
    N_("no large input comes near the bounds {bounds}"),
)
_PLACE = re.compile(r"\\\{(\w+)\\\}")
_NUMBERED = re.compile(r"\[Errno -?\d+\] ([^:\]]+)(?:: .*)?", re.DOTALL)
_IN_TOML = re.compile(r"(.+) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def worded(text: str, by: Translations | None = None) -> str:
    """The text in the reader's language, as far as the catalogue knows it."""
    spoken = by or SPOKEN.get()
    known = spoken.gettext(text) if text else ""
    if known != text:
        return known
    if numbered := _NUMBERED.fullmatch(text):
        return spoken.gettext(numbered[1])
    for pattern, template in _patterns():
        if found := pattern.fullmatch(text):
            return spoken.gettext(template).format(**found.groupdict())
    return text


def cause(error: BaseException) -> str:
    """The reason for an error, without what the message around it already says: the path, the error's number."""
    _ = SPOKEN.get().gettext
    match error:
        case OSError(errno=int(number), strerror=str(said)):
            return _(_BY_NUMBER.get(number, said))
        case JSONDecodeError():
            return _("it is not JSON")
        case UnicodeDecodeError():
            return _("it is not UTF-8")
        case tomllib.TOMLDecodeError() if found := _IN_TOML.fullmatch(str(error)):
            if found[2] is None:
                return _("at its end: {why}").format(why=worded(found[1]))
            return _("line {line}, column {column}: {why}").format(line=found[2], column=found[3], why=worded(found[1]))
    return worded(str(error)) or type(error).__name__


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(template)), re.DOTALL), template)
        for template in _TEXTS
        if "{" in template
    )
