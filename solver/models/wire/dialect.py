"""The interface of a wire dialect: how a question is written and how its streamed answer is read."""

import re
from typing import Any, ClassVar, Protocol

import httpx

from solver.models.wire.answer_builder import AnswerBuilder, StreamFailed
from solver.models.wire.clean import one_line
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.request import DialectName, Request
from solver.outside import read_json, read_object


class Dialect(Protocol):
    """One way to ask a server a question; a plain value, which can be compared and sent to a worker."""

    name: ClassVar[DialectName]
    path: ClassVar[str]  # after the server's base URL
    sends_seeds: ClassVar[bool]  # whether it has a field for the seed

    def takes(self, request: Request) -> bool:
        """Whether it can carry this request's turns and tools."""
        return True

    def effort(self, request: Request) -> dict[str, Any]:
        """The body's fields for effort and thinking budget; empty if neither is sent."""
        ...

    def body(self, request: Request) -> dict[str, Any]: ...

    def ending(self, answer_id: str, model: str) -> tuple[str, dict[str, Any]] | None:
        """The path and body that end the thinking of the running answer; None if the dialect cannot."""
        return None

    def read(self, response: httpx.Response, into: AnswerBuilder) -> None:
        """Read the whole streamed answer; raises StreamFailed, EnoughRead, and httpx's own errors."""
        ...


_FULL_WORDS = "context size has been exceeded"  # llama-server, when several answers share one context
_OVERFLOW_WORDS = (
    "exceed_context_size",  # llama-server
    "exceeds the available context",  # llama-server
    "maximum context length",  # vLLM, OpenAI
    "context_length_exceeded",  # OpenAI
    "context length",  # LM Studio ("…when context the overflows … loaded with context length of only …"), Ollama
    "context the overflows",  # LM Studio
    "longer than the maximum model length",  # vLLM
)
# llama-server, LM Studio, TGI and the proxies before them; not "failed loading the model".
_LOADING_WORDS = re.compile(
    r"^(?:\w+: )?loading model\b|model.{0,80}\bis (?:still |currently )?(?:being loaded|loading|not ready)", re.I
)


def kind_of_error(said: str) -> ErrorKind | None:
    """The kind of an error by its words, whether it came with a status or as an event mid-answer; None if unknown."""
    words = said.lower()
    if _FULL_WORDS in words:
        return ErrorKind.CONTEXT_FULL
    if any(known in words for known in _OVERFLOW_WORDS):
        return ErrorKind.CONTEXT_OVERFLOW
    return ErrorKind.LOADING if _LOADING_WORDS.search(said) else None


def failed(said: str) -> StreamFailed:
    """The failure for an error after HTTP 200."""
    return StreamFailed(kind_of_error(said) or ErrorKind.ERROR_EVENT, said)


def message_in(text: str) -> str:
    """The message of a body that is not an answer, in one line: that of an error object, else the text itself."""
    try:
        return error_message(read_json(text)) or one_line(text)
    except ValueError:
        return one_line(text)


def json_object(text: str) -> dict[str, Any]:
    """The JSON object in the text. Raises StreamFailed (GARBLED) otherwise."""
    value = read_object(text)
    if value is None:
        raise StreamFailed(ErrorKind.GARBLED, one_line(text))
    return value


def without_error(body: dict[str, Any]) -> dict[str, Any]:
    """The object. Raises StreamFailed if it is an error's."""
    if (said := error_message(body)) is not None:
        raise failed(said)
    return body


def error_message(body: object) -> str | None:
    """The message of any server's error object, in one line; None if the object is not an error.

    Shapes seen: {"error": {"message": …, "param": …}} (most), {"error": "…"} (LM Studio, Ollama), {"error parsing tool
    call": "…"} (Ollama), {"error_type": …, "error_message": …} (proxies), {"object": "error", "message": …} (older
    vLLM), {"detail": …} (FastAPI).
    """
    if not isinstance(body, dict):
        return None
    found = [_error(key, value) for key, value in body.items() if key.startswith("error") and value]
    if found:
        return one_line("; ".join(found))
    if body.get("object") == "error":
        return one_line(str(body.get("message")))
    return one_line(str(body["detail"])) if body.get("detail") else None


def _error(key: str, value: object) -> str:
    if not isinstance(value, dict):
        return str(value) if key == "error" else f"{key}: {value}"
    said, field = str(value.get("message") or value), value.get("param")
    return said if not isinstance(field, str) or field in said else f"{said} ({field})"
