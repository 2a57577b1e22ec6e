"""HTTP as both the contest site and the model servers need it: addresses, certificates, dates, unpacking."""

import ipaddress
import re
import ssl
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import SplitResult, urlsplit

import httpx

_PIECE_BYTES = 1 << 20  # unpacked at a time


class UnaskedEncoding(httpx.DecodingError):
    """A body is packed in a way that was not asked for and is not understood; the text names it."""


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


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def trusted(environment: bool, /) -> ssl.SSLContext:
    """The certificates that httpx trusts; with `environment`, those that SSL_CERT_FILE and SSL_CERT_DIR name.

    Loaded once, as that takes longer than most requests to a local server.
    """
    return httpx.create_ssl_context(trust_env=environment)


def retry_after_s(headers: httpx.Headers, now: datetime) -> float | None:
    """Seconds to wait, from a Retry-After of either form (RFC 9110, 10.2.3); None without one."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", value, re.ASCII):
        return float(value)
    moment = parse_http_date(value)
    return max(0.0, (moment - now).total_seconds()) if moment is not None else None


def parse_http_date(value: str | None) -> datetime | None:
    """The moment of an HTTP date; None if there is none or it is not a date."""
    try:
        moment = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def unpacked(packed: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """A body without its content encoding: at least one piece, at most 1 MiB, for each that came.

    The caller limits the whole, which may expand to any size. Raises httpx.DecodingError.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from packed
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise UnaskedEncoding(name[:40])
    decoder = None
    try:
        for raw in packed:
            rest = raw
            while rest:  # one member after another, as gzip allows
                decoder = decoder or zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, as its header says
                yield decoder.decompress(rest, _PIECE_BYTES)
                rest = decoder.unconsumed_tail
                if decoder.eof:
                    rest, decoder = decoder.unused_data, None
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from error
    if decoder is not None:
        raise httpx.DecodingError("cut short")


def whole_response(response: httpx.Response, content: bytes) -> httpx.Response:
    """The response with that content, unpacked."""
    sent_how = ("content-encoding", "transfer-encoding")
    headers = [pair for pair in response.headers.multi_items() if pair[0] not in sent_how]
    return httpx.Response(response.status_code, headers=headers, content=content)
