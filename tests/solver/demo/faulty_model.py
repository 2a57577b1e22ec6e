"""The scripted model with something going wrong, to test how callers handle it."""

from dataclasses import replace
from enum import StrEnum
from threading import Lock

from solver.demo.loopback import LoopbackHandler, Seen
from solver.demo.scripted_model import ScriptedModel, refuse
from solver.demo.speech import Speech


class Fault(StrEnum):
    """One thing that goes wrong. Only answers are affected, except with DOWN, where there is no server at all."""

    CUT = "cut"  # the connection ends in the middle of the answer
    ERROR_EVENT = "error_event"  # an error event in the middle, after HTTP 200
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


class FaultyModel(ScriptedModel):
    """Fails the first `fault_times` questions; None: every one, or only the first if the fault's name says once."""

    def __init__(self, *, fault, fault_times=None, **options):
        super().__init__(**options)
        self._fault = Fault(fault)
        self._left = 1 if fault_times is None and self._fault in ONCE else fault_times
        self._lock = Lock()
        if self._fault is Fault.DOWN:
            self.close_port()

    def __enter__(self):
        return self if self._fault is Fault.DOWN else super().__enter__()

    def answer(self, request: Seen, out: LoopbackHandler) -> None:
        asked = request.path.endswith("/chat/completions")
        out.fault = self._next_fault() if asked else None
        if not send_fault(out.fault, out):
            super().answer(request, out)

    def _next_fault(self) -> Fault | None:
        with self._lock:
            if self._left is None:
                return self._fault
            self._left -= 1
            return self._fault if self._left >= 0 else None

    def speak(self, said: Speech, limit: int, out: LoopbackHandler) -> None:
        match out.fault:
            case Fault.MUTE:
                said = replace(said, reasoning=(), content=(), finish="stop")
            case Fault.LOOP:
                said = replace(said, content=(" and", " again") * (limit // 2 + 1))
            case Fault.REFUSAL:
                said = replace(said, content=(), finish="content_filter")
            case Fault.CUT | Fault.ERROR_EVENT:
                deltas = said.cut_to(limit).deltas()
                self.begin(said, deltas[: len(deltas) // 2 + 1], out)
                if out.fault is Fault.ERROR_EVENT:
                    out.event({"error": {"code": 500, "message": "Compute error.", "type": "server_error"}})
                    out.end_stream()
                out.hang_up()
                return
        super().speak(said, limit, out)


def send_fault(fault: Fault | None, out: LoopbackHandler) -> bool:
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
