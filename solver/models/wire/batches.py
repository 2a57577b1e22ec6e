"""Reads a streamed response's text in batches: after the first token nobody needs each piece at once.

Parsing a thousand small pieces one by one, each after a sleep, costs several times as much as parsing them together. At
the rates of local models (20 to 200 tokens a second) a batch is one to ten pieces. Batches are made at the socket, so
nothing waits for the next piece: if a server falls silent, everything it sent has been read.
"""

import codecs
import re
import select
import socket
from collections.abc import Callable, Iterator

import httpcore
import httpx

from problems.web import UnaskedEncoding, unpacked
from solver.models.wire.answer_builder import AnswerBuilder, StreamFailed
from solver.models.wire.clean import one_line
from solver.models.wire.exchange import ErrorKind

BATCH_S = 0.05
_LAST_CHUNK = b"0\r\n\r\n"
MOST_LINE_CHARS = 16 << 20
_BLANK = " \t\r\n\ufeff"  # with the byte order mark that some servers send
_EVENT_LINE = re.compile(r"\ufeff?(?:data|event|id|retry)?:")
_TAIL_CHARS = 4_096
MOST_BYTES = 128 << 20  # of a whole answer, which has at most 100,000 tokens of some 300 bytes on the wire


class StreamedText:
    """The part of a response that httpx-sse's EventSource uses: its headers and its text."""

    def __init__(self, response: httpx.Response) -> None:
        # Whatever content type the server claims; `beginning` shows what the body is.
        self.headers = {"content-type": "text/event-stream"}
        self._response = response
        self._texts = self._bounded()
        self._begin = ""
        self._tail = ""

    def beginning(self) -> str:
        """The first text that is not blank, without leading blanks; iter_text yields it again."""
        for text in self._texts:
            self._begin = text.lstrip(_BLANK)
            if self._begin:
                break
        return self._begin

    def iter_text(self) -> Iterator[str]:
        """The text, decoded as UTF-8; none is lost if the connection breaks.

        Raises StreamFailed if a line or the whole is longer than any answer.
        """
        if self._begin:
            yield self._begin
        last = self._begin
        for last in self._texts:
            yield last
        if last.rstrip().endswith("}"):
            yield "\n\n"  # some servers leave out the blank line that ends the last event

    def iter_lines(self) -> Iterator[str]:
        """The lines of the text, without line ends."""
        rest: list[str] = []
        for text in self.iter_text():
            first, *lines = text.split("\n")
            rest.append(first)
            for line in lines:
                yield "".join(rest)
                rest = [line]
        if last := "".join(rest):
            yield last

    def stray_lines(self) -> str:
        """The lines near the end that belong to no event: a last message from the server or a proxy."""
        lines = self._tail.splitlines()
        if len(self._tail) == _TAIL_CHARS:
            del lines[0]  # it may be cut
        return "\n".join(line for line in lines if line.strip() and not _EVENT_LINE.match(line))

    def _bounded(self) -> Iterator[str]:
        line = 0
        for text in self._decoded():
            end = text.rfind("\n")
            line = line + len(text) if end < 0 else len(text) - end - 1
            if line > MOST_LINE_CHARS:
                raise StreamFailed(ErrorKind.GARBLED, f"a line of more than {MOST_LINE_CHARS >> 20} MiB")
            self._tail = (self._tail + text)[-_TAIL_CHARS:]
            yield text

    def _decoded(self) -> Iterator[str]:
        decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        size = 0
        broken: httpx.HTTPError | StreamFailed | None = None
        try:
            for raw in unpacked(self._response.iter_raw(), self._response.headers.get("content-encoding", "")):
                size += len(raw)
                if size > MOST_BYTES:
                    raise StreamFailed(ErrorKind.GARBLED, f"an answer of more than {MOST_BYTES >> 20} MiB")
                if text := decode(raw):
                    yield text
        except UnaskedEncoding as why:
            text = f"an answer packed as {one_line(str(why))}, which was not asked for"
            broken = StreamFailed(ErrorKind.GARBLED, text)
        except httpx.DecodingError as why:
            broken = StreamFailed(ErrorKind.GARBLED, one_line(str(why)))
        except httpx.HTTPError as why:
            broken = why
        if text := decode(b"", True):
            yield text
        if broken is not None:
            raise broken


Read = Callable[..., bytes]


def batched(read: Read, sock: socket.socket, into: AnswerBuilder) -> Read:
    """A network stream's `read` that, once the answer has begun, also takes what comes within BATCH_S."""

    ready = select.poll()  # not select(), which has no room for descriptors above 1,023
    ready.register(sock, select.POLLIN)

    def read_batch(max_bytes: int, timeout: float | None = None) -> bytes:
        raw = piece = read(max_bytes, timeout)
        due = into.clock() + BATCH_S
        # Stop at the end of the answer or the body, because some servers keep the connection open after it.
        while piece and into.first is not None and not (b"[DONE]" in piece or raw.endswith(_LAST_CHUNK)):
            wait_s = due - into.clock()
            if wait_s <= 0 or len(raw) >= max_bytes or not ready.poll(1000 * wait_s):
                break
            try:
                piece = read(max_bytes - len(raw), timeout)
            except httpcore.NetworkError:
                break  # the next read raises it, after what has already come
            raw += piece
        return raw

    return read_batch
