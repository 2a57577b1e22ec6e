"""Server-sent events of an answer: what three of the dialects stream."""

from collections.abc import Iterator
from typing import cast

import httpx
from httpx_sse import EventSource

from solver.models.wire.batches import MOST_LINE_CHARS, StreamedText
from solver.models.wire.clean import one_line
from solver.models.wire.dialect import failed, said_in
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.gathering import Gathering, StreamFailed

WHOLE = "whole"  # the name of an answer in one piece, from a server or proxy that does not stream


def events(response: httpx.Response, into: Gathering) -> Iterator[tuple[str, str]]:
    """Name and data of each event, up to [DONE] or the end; a body that is JSON is one event, WHOLE; one a line, many.

    Judged by the bytes: some servers send no content type, or one that is wrong. Raises StreamFailed where it is
    neither, and where an answer does not come to its end and something else than events was sent: it tells why.
    """
    answer = StreamedText(response)
    begin = answer.beginning()
    if begin.startswith("{"):
        yield from _without_events(answer, into)
        return
    if begin.startswith("<"):
        raise StreamFailed(ErrorKind.GARBLED, f"no event stream but {one_line(begin, 80)}")
    # EventSource asks for no more than StreamedText has.
    for event in EventSource(cast(httpx.Response, answer)).iter_sse():
        data = event.data.removeprefix("data:").lstrip()  # a proxy may have wrapped the line of an event once more
        if data == "[DONE]":
            break
        if data and data[0] != ":":
            yield event.event, data
    if into.finish is None and (said := answer.beside_events()):
        raise failed(said_in(said))


def _without_events(answer: StreamedText, into: Gathering) -> Iterator[tuple[str, str]]:
    """A body of JSON: the answer in one piece, or a chunk of it on each line."""
    body, length = list[str](), 0
    for text in answer.iter_text():
        body.append(text)
        length += len(text)
        if length > MOST_LINE_CHARS:
            raise StreamFailed(ErrorKind.GARBLED, f"an answer in one piece of more than {MOST_LINE_CHARS >> 20} MiB")
    whole = "".join(body).strip()
    lines = whole.splitlines()
    if len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines if line):
        yield from (("", line) for line in lines if line)
    else:
        yield WHOLE, whole
        if into.finish is None and into.first is None:
            raise failed(said_in(whole))
