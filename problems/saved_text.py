"""The text of a page that a browser or a tool has saved, in whatever file format. Pure."""

from email import message_from_bytes
from gettext import gettext as _

from bs4.dammit import UnicodeDammit

from problems.errors import PageNotUnderstood

_BEGINNING = 4_096  # bytes from which the file's format is recognised


def text_of_page(data: bytes) -> str:
    """The page's HTML, decoded as UTF-8 if it is valid, else as the page declares.

    Raises PageNotUnderstood("page") if it is not text.
    """
    if b"multipart/related" in data[:_BEGINNING] and not data.lstrip().startswith(b"<"):
        data = _first_page(data)  # with its pictures in one file, as Chrome saves it (MHTML, RFC 2557)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = UnicodeDammit(data, is_html=True).unicode_markup or data.decode("utf-8", "replace")
    if "\0" in text[:_BEGINNING]:
        raise PageNotUnderstood("page", _("The file is no web page. Save the task's page from the browser as HTML."))
    return text


def _first_page(data: bytes) -> bytes:
    try:
        parts = message_from_bytes(data).walk()
        pages = (part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html")
        page = next(pages, None)
    except RecursionError:  # endlessly nested parts
        return data
    return page if isinstance(page, bytes) else data
