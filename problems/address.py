"""Which texts are addresses that a request can be sent to."""

from urllib.parse import SplitResult, urlsplit

import httpx


def web_address(url: str) -> SplitResult | None:
    """The parts of an http or https address; None if it is none, or if no request could be sent to it."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = httpx.URL(url).host  # raises where urlsplit is content: control characters, xn--a
        host.encode("idna")  # as the system's resolver does: no part may be empty or longer than 63 characters
    except (ValueError, httpx.InvalidURL):
        return None
    return parts if parts.scheme in ("http", "https") and host and port != 0 else None
