"""Server-sent events of an answer: what three of the dialects stream."""

from collections.abc import Iterator
from typing import cast

import httpx
from httpx_sse import EventSource

from solver.models.wire.batches import MOST_LINE_CHARS, StreamedText
from solver.models.wire.clean import one_line
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.gathering import Gathering, StreamFailed

WHOLE = "whole"  # the name of an answer in one piece, from a server or proxy that does not stream


def events(response: httpx.Response, into: Gathering) -> Iterator[tuple[str, str]]:
    """Name and data of each event, up to [DONE] or the end; a body that is JSON is one event, WHOLE; one a line, many.

    Judged by the bytes: some servers send no content type, or one that is wrong. Raises StreamFailed where it is
    neither.
    """
    answer = StreamedText(response)
    begin = answer.beginning()
    if begin.startswith("{"):
        yield from _without_events(answer)
        return
    if begin.startswith("<"):
        raise StreamFailed(ErrorKind.GARBLED, f"no event stream but {one_line(begin, 80)}")
    # EventSource asks for no more than StreamedText has.
    for event in EventSource(cast(httpx.Response, answer)).iter_sse():
        if event.data == "[DONE]":
            return
        if event.data:
            yield event.event, event.data


def _without_events(answer: StreamedText) -> Iterator[tuple[str, str]]:
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
