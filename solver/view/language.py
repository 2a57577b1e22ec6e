"""The language of kyoso's messages: --lang, else the locale."""

import gettext
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from judge.wording import SPOKEN

DOMAIN = "kyoso"


def choose_language(arguments: Sequence[str]) -> None:
    """Bind gettext to our catalogues, in the language given by the arguments or else the environment.

    It runs before click sees the arguments, because help texts are made when the commands are imported. click's own
    messages use the same gettext domain, so they are translated with ours.
    """
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or (arguments[position + 1] if position + 1 < len(arguments) else "")
            if value in ("ja", "en"):
                os.environ["LANGUAGE"] = value
    gettext.bindtextdomain(DOMAIN, _catalogues())
    gettext.textdomain(DOMAIN)


def message_language() -> str:
    """The language of messages, as for HTML's lang: that of the catalogue found, else "en"."""
    found = gettext.find(DOMAIN, _catalogues())
    return Path(found).parts[-3] if found else "en"


@lru_cache(maxsize=4)
def catalogue(lang: str) -> gettext.NullTranslations:
    """The messages in that language, whatever the process uses: for a page that somebody else reads."""
    return gettext.translation(DOMAIN, _catalogues(), [lang], fallback=True)


def translation(lang: str) -> Callable[[str], str]:
    return catalogue(lang).gettext


@contextmanager
def spoken(lang: str) -> Iterator[None]:
    """Within it, `words`, `counted` and notes use that language, in this thread."""
    before = SPOKEN.set(catalogue(lang))
    try:
        yield
    finally:
        SPOKEN.reset(before)


def words(message: str) -> str:
    """gettext in the reader's language, for text that appears both in a terminal and on a page."""
    return SPOKEN.get().gettext(message)


def counted(singular: str, plural: str, number: int) -> str:
    """ngettext in the reader's language."""
    return SPOKEN.get().ngettext(singular, plural, number)


def sentences(*texts: str) -> str:
    """The sentences joined as in the reader's language; empty ones are left out."""
    first, *others = [text for text in texts if text] or [""]
    for text in others:
        first = words("{sentence} {next}").format(sentence=first, next=text)
    return first


def _catalogues() -> str:
    return str(Path(__file__).parents[1] / "locale")
