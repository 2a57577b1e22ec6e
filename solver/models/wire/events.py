"""Server-sent events of an answer: what three of the dialects stream."""

from collections.abc import Iterator
from typing import cast

import httpx
from httpx_sse import EventSource, SSEError

from solver.models.wire.batches import BatchedResponse
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.gathering import Gathering, StreamFailed


def content_type(response: httpx.Response) -> str:
    header: str = response.headers.get("content-type", "")
    return header.partition(";")[0].strip().lower()


def events(response: httpx.Response, into: Gathering) -> Iterator[tuple[str, str]]:
    """Name and data of each event, up to [DONE] or the end. Raises StreamFailed where it is no event stream."""
    # EventSource asks for no more than BatchedResponse has.
    source = EventSource(cast(httpx.Response, BatchedResponse(response, into)))
    try:
        for event in source.iter_sse():
            data = event.data
            if data == "[DONE]":
                return
            if data:
                yield event.event, data
    except SSEError as why:
        kind = content_type(response) or "nothing"
        raise StreamFailed(ErrorKind.GARBLED, f"no event stream but {kind}") from why
