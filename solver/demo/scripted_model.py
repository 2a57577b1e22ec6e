"""An OpenAI-compatible model server on loopback whose answers are scripted. It stands in for LM Studio or llama-server.

It speaks like llama-server (chunks, timings, /props, /apply-template), so that the real client can read it.
"""

import time
from collections.abc import Iterator
from functools import cache
from threading import Lock, Semaphore
from typing import Any

from judge.effort import Effort
from problems.demo import CONTEST, TASKS, pages
from solver.demo.answers import MODELS, answers
from solver.demo.faults import ONCE, Fault, apply_fault, refuse, send_fault
from solver.demo.loopback import LoopbackHandler, LoopbackServer, Seen
from solver.demo.reasoning import WORDS, WORDS_UNTIL_CUT, reasoning
from solver.demo.speech import BUILD, Speech, words_of

CONTEXT_TOKENS = 32_768
# Purposes that do not ask for a solution: they get a short answer, whose reasoning still follows the effort.
_SHORT = {
    "attest": "Ready.",
    "warmup": "Ready.",
    "hint-check": "no",
    "speed": " ".join(str(number) for number in range(1, 101)),
}


class ScriptedModel(LoopbackServer):
    """Serves the scripted models demo-20b and demo-120b for as long as the `with` block lasts.

        with ScriptedModel() as server:
            ...  # KYOSO_SERVER=server.url

    tokens_per_s: the pace of one answer (a word counts as a token); None: as fast as possible.
    slots: how many answers are written at once; further requests wait without headers.
    fault, fault_times: what goes wrong, and for how many of the first questions (None: for every one, or only for the
    first if the fault's name says once).
    `seen` holds every request, so that a test can look at what was sent.

    An answer is found by the model, the effort (reasoning_effort, else chat_template_kwargs, else medium) and the
    title of the demo problem in the prompt. A prompt without one gets HTTP 400, an unknown model 404.
    """

    def __init__(
        self,
        *,
        tokens_per_s: float | None = 3000.0,
        slots: int = 2,
        fault: Fault | str = Fault.NONE,
        fault_times: int | None = None,
    ) -> None:
        super().__init__()
        self._tokens_per_s = tokens_per_s
        self._slots, self._free = slots, Semaphore(slots)
        self._fault = Fault(fault)
        self._faults_left = 1 if fault_times is None and self._fault in ONCE else fault_times
        self._lock = Lock()
        if self._fault is Fault.DOWN:
            self.close_port()

    def __enter__(self) -> "ScriptedModel":
        return self if self._fault is Fault.DOWN else super().__enter__()

    def answer(self, request: Seen, out: LoopbackHandler) -> None:
        match request.method, request.path.partition("?")[0].rstrip("/"):
            case "GET", "/v1/models":
                out.send_json(200, _models())
            case "GET", "/health":
                out.send_json(200, {"status": "ok"})
            case "GET", "/props":
                out.send_json(200, self._props())
            case "POST", "/apply-template":
                self._apply_template(request, out)
            case "POST", "/v1/chat/completions":
                self._complete(request, out)
            case _:
                refuse(out, 404, "not_found_error", "File Not Found")

    def _props(self) -> dict[str, Any]:
        return {
            "default_generation_settings": {"n_ctx": CONTEXT_TOKENS},
            "total_slots": self._slots,
            "model_alias": MODELS[0],
            "model_ftype": "scripted",
            "build_info": BUILD,
        }

    def _apply_template(self, request: Seen, out: LoopbackHandler) -> None:
        try:
            body = request.json()
            prompt, effort = _prompt(body), _effort(body)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            refuse(out, 400, "invalid_request_error", f"bad request: {error}")
            return
        template = f"<|start|>system<|message|>Reasoning: {effort.value}<|end|><|start|>user<|message|>{prompt}<|end|>"
        out.send_json(200, {"prompt": f"{template}<|start|>assistant"})

    def _complete(self, request: Seen, out: LoopbackHandler) -> None:
        fault = self._next_fault()
        if send_fault(fault, out):
            return
        try:
            body = request.json()
            model, effort, prompt = body.get("model"), _effort(body), _prompt(body)
            stream, limit = bool(body.get("stream")), int(body.get("max_tokens") or CONTEXT_TOKENS)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            refuse(out, 400, "invalid_request_error", f"bad request: {error}")
            return
        if model not in MODELS:
            refuse(out, 404, "not_found_error", f"no model {model!r}; there are {', '.join(MODELS)}")
            return
        words, text, finish = WORDS[effort], _SHORT.get(request.purpose or ""), "stop"
        if text is None:
            task = recognised(prompt)
            if task is None:
                refuse(out, 400, "invalid_request_error", "no problem of the demo stands in this prompt")
                return
            text = answers()[task, model, effort].text
            if text is None:
                words, text, finish = WORDS_UNTIL_CUT, "", "length"
        said = Speech(model, len(prompt) // 4, words_of(reasoning(words)), words_of(text), finish, int(time.time()))
        said = apply_fault(said, fault, limit).cut_to(limit)
        with self._free:
            if stream:
                self._stream(said, fault, out)
            else:
                self._send_whole(said, fault, out)

    def _next_fault(self) -> Fault:
        with self._lock:
            if self._faults_left is None:
                return self._fault
            self._faults_left -= 1
            return self._fault if self._faults_left >= 0 else Fault.NONE

    def _paced(self, count: int) -> Iterator[int]:
        """0 … count-1, each when its token is due."""
        began = time.monotonic()
        for number in range(count):
            if self._tokens_per_s:
                early = began + number / self._tokens_per_s - time.monotonic()
                if early > 0.001:
                    time.sleep(early)
            yield number

    def _stream(self, said: Speech, fault: Fault, out: LoopbackHandler) -> None:
        out.begin_stream()
        out.event(said.chunk({"role": "assistant", "content": None}))
        began = time.monotonic()
        deltas = said.deltas()
        for number in self._paced(len(deltas)):
            if fault in (Fault.CUT, Fault.ERROR_EVENT) and number > len(deltas) // 2:
                if fault is Fault.ERROR_EVENT:
                    out.event({"error": {"code": 500, "message": "Compute error.", "type": "server_error"}})
                    out.end_stream()
                out.hang_up()
                return
            out.event(said.chunk(deltas[number]))
        out.event(said.chunk({}, said.finish))
        out.event(said.last_chunk(time.monotonic() - began))
        out.event("[DONE]")
        out.end_stream()

    def _send_whole(self, said: Speech, fault: Fault, out: LoopbackHandler) -> None:
        began = time.monotonic()
        for _ in self._paced(len(said.deltas())):
            pass
        if fault is Fault.ERROR_EVENT:
            refuse(out, 500, "server_error", "Compute error.")
        elif fault is Fault.CUT:
            out.begin_stream()
            out.hang_up()
        else:
            out.send_json(200, said.whole(time.monotonic() - began))


def recognised(prompt: str) -> str | None:
    """The task id of the demo problem whose title comes first in the prompt; None if there is none."""
    places = {task: prompt.find(title) for task, title in titles().items() if title in prompt}
    return min(places, key=lambda task: places[task], default=None)


@cache
def titles() -> dict[str, str]:
    """The title of each of the demo's problems, as its page has it, by task id."""
    shipped = pages()
    found = {}
    for task in TASKS:
        page = shipped[f"/contests/{CONTEST}/tasks/{task}"].decode()
        found[task] = page.partition("<title>")[2].partition("</title>")[0].partition(" - ")[2]
    return found


def _effort(body: dict[str, Any]) -> Effort:
    """The requested effort; raises ValueError if it is not low, medium or high."""
    word = body.get("reasoning_effort") or (body.get("chat_template_kwargs") or {}).get("reasoning_effort") or "medium"
    if word not in WORDS:
        raise ValueError(f"reasoning_effort {word!r}")
    return Effort(word)


def _prompt(body: dict[str, Any]) -> str:
    """The text of all messages; content may be a string or a list of parts."""
    contents = [message["content"] or "" for message in body["messages"]]
    return "\n".join(
        content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
        for content in contents
    )


def _models() -> dict[str, Any]:
    meta = {"n_ctx": CONTEXT_TOKENS, "n_ctx_train": CONTEXT_TOKENS, "ftype": "scripted"}
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "owned_by": "kyoso-demo", "meta": meta} for name in MODELS],
    }
