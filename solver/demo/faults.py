"""Faults for the scripted model's answers, to test how callers handle them."""

from dataclasses import replace
from enum import StrEnum

from solver.demo.loopback import LoopbackHandler
from solver.demo.speech import Speech


class Fault(StrEnum):
    """One thing that goes wrong. Only answers are affected, except with DOWN, where there is no server at all."""

    NONE = "none"
    CUT = "cut"  # the connection ends in the middle of the answer
    ERROR_EVENT = "error_event"  # an error event in the middle, after HTTP 200; without streaming, 500
    HTML = "html"  # HTTP 200 with a web page
    LOADING_ONCE = "503_once"  # the first question gets 503 "Loading model"
    BROKEN_ONCE = "500_once"  # the first question gets 500
    UNAUTHORIZED = "401"
    OVERFLOW = "overflow"  # HTTP 400: the prompt does not fit into the context
    MUTE = "mute"  # it ends without having sent anything
    LOOP = "loop"  # the same few words until max_tokens
    REFUSAL = "refusal"  # finish reason content_filter
    DOWN = "down"  # nobody listens at the address


ONCE = frozenset({Fault.LOADING_ONCE, Fault.BROKEN_ONCE})


def refuse(out: LoopbackHandler, status: int, kind: str, message: str, **more: int) -> None:
    out.send_json(status, {"error": {"code": status, "message": message, "type": kind, **more}})


def send_fault(fault: Fault, out: LoopbackHandler) -> bool:
    """Send the answer that the fault stands for, if it stands for one; returns whether it did."""
    match fault:
        case Fault.HTML:
            out.send(200, b"<!DOCTYPE html><html><body><h1>Welcome to the router</h1></body></html>", "text/html")
        case Fault.LOADING_ONCE:
            refuse(out, 503, "unavailable_error", "Loading model")
        case Fault.BROKEN_ONCE:
            refuse(out, 500, "server_error", "The model produced output that does not match the expected format")
        case Fault.UNAUTHORIZED:
            refuse(out, 401, "authentication_error", "Invalid API Key")
        case Fault.OVERFLOW:
            message = "the request exceeds the available context size"
            refuse(out, 400, "exceed_context_size_error", message, n_prompt_tokens=4711, n_ctx=4096)
        case _:
            return False
    return True


def apply_fault(said: Speech, fault: Fault, limit: int) -> Speech:
    """The speech as the fault changes it, if it changes the words themselves; limit is in tokens."""
    match fault:
        case Fault.MUTE:
            return replace(said, reasoning=(), content=(), finish="stop")
        case Fault.LOOP:
            return replace(said, content=(" and", " again") * (limit // 2 + 1))
        case Fault.REFUSAL:
            return replace(said, content=(), finish="content_filter")
        case _:
            return said
