"""Reads the server-sent events of an answer, which three of the dialects stream."""

from collections.abc import Iterator
from typing import cast

import httpx
from httpx_sse import EventSource

from solver.models.wire.answer_builder import AnswerBuilder, StreamFailed
from solver.models.wire.batches import MOST_LINE_CHARS, StreamedText
from solver.models.wire.clean import one_line
from solver.models.wire.dialect import failed, message_in
from solver.models.wire.exchange import ErrorKind

WHOLE = "whole"  # the name of an answer in one piece, from a server or proxy that does not stream


def events(response: httpx.Response, into: AnswerBuilder) -> Iterator[tuple[str, str]]:
    """The name and data of each event, up to [DONE] or the end; a JSON body is one event, WHOLE, or one per line.

    The body's own bytes decide which it is, as some servers send no content type or a wrong one. Raises StreamFailed if
    it is neither, and if an answer does not finish and the server sent something besides events, which says why.
    """
    answer = StreamedText(response)
    begin = answer.beginning()
    if begin.startswith("{"):
        yield from _without_events(answer, into)
        return
    if begin.startswith("<"):
        raise StreamFailed(ErrorKind.GARBLED, f"no event stream but {one_line(begin, 80)}")
    # EventSource uses only what StreamedText offers.
    for event in EventSource(cast(httpx.Response, answer)).iter_sse():
        data = event.data.removeprefix("data:").lstrip()  # a proxy may have wrapped an event's line again
        if data == "[DONE]":
            break
        if data and data[0] != ":":
            yield event.event, data
    if into.finish is None and (said := answer.stray_lines()):
        raise failed(message_in(said))


def _without_events(answer: StreamedText, into: AnswerBuilder) -> Iterator[tuple[str, str]]:
    """The events of a JSON body: the answer in one piece, or a chunk per line."""
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
            raise failed(message_in(whole))
