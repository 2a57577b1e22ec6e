"""A streamed response's text in batches: after the first token nobody needs each piece the moment it comes.

Parsing a thousand small pieces one by one, each after a sleep, costs several times what it costs in one go. At the
rates of local models (20 to 200 tokens a second) a batch is one to ten pieces.
"""

import codecs
from collections.abc import Iterator

import httpx

from solver.models.wire.gathering import Gathering

BATCH_S = 0.05


class BatchedResponse:
    """What httpx-sse's EventSource asks of a response: its headers and its text."""

    def __init__(self, response: httpx.Response, into: Gathering) -> None:
        self.headers = response.headers
        self._response = response
        self._into = into

    def iter_text(self) -> Iterator[str]:
        """The text as UTF-8, without delay until the first token; none is lost where the connection breaks."""
        response, into, clock = self._response, self._into, self._into.clock
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        pieces: list[bytes] = []
        due = 0.0
        broken: httpx.HTTPError | None = None
        try:
            # iter_raw spares a layer where there is nothing to unpack.
            for raw in response.iter_bytes() if "content-encoding" in response.headers else response.iter_raw():
                pieces.append(raw)
                # The end is not waited beyond: some servers keep the connection open after it.
                if into.first is None or clock() >= due or b"[DONE]" in raw:
                    text = decode(b"".join(pieces))
                    pieces.clear()
                    if text:
                        yield text
                    due = clock() + BATCH_S
        except httpx.HTTPError as why:
            broken = why
        if text := decode(b"".join(pieces), True):
            yield text
        if broken is not None:
            raise broken

    def iter_lines(self) -> Iterator[str]:
        """The same by lines, without their ends."""
        rest = ""
        for text in self.iter_text():
            *lines, rest = (rest + text).split("\n")
            yield from lines
        if rest:
            yield rest
